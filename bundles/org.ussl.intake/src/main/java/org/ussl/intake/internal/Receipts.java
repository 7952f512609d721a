// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.util.ArrayList;
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

    /** Tells the log of changes, once they are made. What is of no effect is told to its sender alone. */
    static void log(List<IntakeReceipt> receipts) {
        List<String> told = new ArrayList<>();
        for (IntakeReceipt receipt : receipts) {
            boolean change = receipt.status() == Status.COMMITTED || receipt.status() == Status.REMOVED;
            if (change && !told.contains(receipt.message())) {
                told.add(receipt.message());
                LOG.info("{}", receipt.message());
            }
            if (receipt.status() == Status.COMMITTED) {
                receipt.warnings()
                        .forEach(warning -> LOG.warn("{}: {}", receipt.path().profile(), warning));
            }
        }
    }

    IntakeReceipt committed(CredentialPath path, CredentialUpdate update, String summary, List<String> warnings)
            throws CredentialStoreException {
        long revision = store.commit(path.profile(), update).revision();
        String message = path.profile() + ": committed revision " + revision + ", " + summary;
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
