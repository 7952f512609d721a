// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.IntakeReceipt.Status;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialVersion;

/** Words the outcome of an upload, and commits where there is something to commit. */
final class Receipts {

    private static final Logger LOG = LoggerFactory.getLogger(Receipts.class);

    private final CredentialStore store;

    Receipts(CredentialStore store) {
        this.store = store;
    }

    IntakeReceipt committed(CredentialPath path, CredentialUpdate update, String summary, List<String> warnings)
            throws CredentialStoreException {
        long revision = store.commit(path.profile(), update).revision();
        String message = path.profile() + ": committed revision " + revision + ", " + summary;
        LOG.info("{}", message);
        for (String warning : warnings) {
            LOG.warn("{}: {}", path.profile(), warning);
        }
        return new IntakeReceipt(path, Status.COMMITTED, revision, message, warnings);
    }

    IntakeReceipt pending(CredentialPath path, String words, List<String> warnings) {
        return new IntakeReceipt(
                path, Status.PENDING, revision(path.profile()), path.profile() + ": " + words, warnings);
    }

    IntakeReceipt unchanged(CredentialPath path, String summary, List<String> warnings) {
        long revision = revision(path.profile());
        return new IntakeReceipt(
                path,
                Status.UNCHANGED,
                revision,
                path.profile() + ": unchanged, revision " + revision + " has it already, " + summary,
                warnings);
    }

    private long revision(String profile) {
        return store.current(profile).map(CredentialVersion::revision).orElse(0L);
    }
}
