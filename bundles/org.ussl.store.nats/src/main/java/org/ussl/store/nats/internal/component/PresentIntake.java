// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.component;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;
import org.ussl.credential.Credentials;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.Origin;

/**
 * The intake that is there at the moment of a call. While there is none, a delivery is refused for the moment, which
 * has it offered again later.
 */
final class PresentIntake implements CredentialIntake, Credentials {

    private static final String NONE = "there is no intake at the moment";

    private final Supplier<@Nullable CredentialIntake> intake;
    private final Supplier<@Nullable Credentials> credentials;

    PresentIntake(Supplier<@Nullable CredentialIntake> intake, Supplier<@Nullable Credentials> credentials) {
        this.intake = intake;
        this.credentials = credentials;
    }

    @Override
    public List<IntakeReceipt> offer(String profile, Map<CredentialPart, byte[]> parts, Origin origin)
            throws CredentialRejectedException {
        return intake().offer(profile, parts, origin);
    }

    @Override
    public IntakeReceipt offer(CredentialPath path, byte[] content) throws CredentialRejectedException {
        return intake().offer(path, content);
    }

    @Override
    public IntakeReceipt remove(CredentialPath path) throws CredentialRejectedException {
        return intake().remove(path);
    }

    @Override
    public IntakeReceipt drop(String profile) throws CredentialRejectedException {
        return intake().drop(profile);
    }

    @Override
    public List<CredentialInfo> profiles() {
        return credentials().profiles();
    }

    @Override
    public List<CredentialInfo> history(String profile) {
        return credentials().history(profile);
    }

    @Override
    public CredentialInfo rollback(String profile, long revision) {
        return credentials().rollback(profile, revision);
    }

    @Override
    public CredentialInfo rollback(String profile, long revision, Origin origin) {
        return credentials().rollback(profile, revision, origin);
    }

    private CredentialIntake intake() throws CredentialRejectedException {
        CredentialIntake present = intake.get();
        if (present == null) {
            throw new CredentialRejectedException(Reason.STORE_UNAVAILABLE, NONE);
        }
        return present;
    }

    private Credentials credentials() {
        Credentials present = credentials.get();
        if (present == null) {
            throw new IllegalStateException(NONE);
        }
        return present;
    }
}
