// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.IntakeReceipt.Status;

/** An intake that remembers what it was offered and answers as the content tells it to. */
final class RecordingIntake implements CredentialIntake {

    record Offer(CredentialPath path, byte[] content) {}

    final List<Offer> offers = new CopyOnWriteArrayList<>();
    final List<CredentialPath> removals = new CopyOnWriteArrayList<>();
    final List<String> drops = new CopyOnWriteArrayList<>();

    @Override
    public IntakeReceipt offer(CredentialPath path, byte[] content) throws CredentialRejectedException {
        offers.add(new Offer(path, content.clone()));
        String text = new String(content, StandardCharsets.ISO_8859_1);
        String file = path.part().fileName();
        if (text.startsWith("garbage")) {
            throw new CredentialRejectedException(Reason.NOT_A_CA, file + ": not a CA certificate");
        }
        if (text.startsWith("later")) {
            throw new CredentialRejectedException(Reason.STORE_UNAVAILABLE, file + ": there is no store");
        }
        if (text.startsWith("crash")) {
            throw new IllegalStateException("secret-in-message");
        }
        if (text.startsWith("lacks a class")) {
            throw new NoClassDefFoundError("secret-in-message");
        }
        if (text.startsWith("wait")) {
            return new IntakeReceipt(
                    path, Status.PENDING, 1, path.profile() + ": certificate waits for its private.key", List.of());
        }
        List<String> warnings =
                text.startsWith("old") ? List.of("CN=Old has expired 2021-09-30", "evil\r\n226 forged") : List.of();
        String message = path.profile() + ": committed revision " + offers.size() + ", CN=gw-17, expires 2027-03-01";
        return new IntakeReceipt(path, Status.COMMITTED, offers.size(), message, warnings);
    }

    @Override
    public IntakeReceipt remove(CredentialPath path) {
        removals.add(path);
        return new IntakeReceipt(path, Status.REMOVED, 0, path.profile() + ": CA removed", List.of());
    }

    @Override
    public IntakeReceipt drop(String profile) {
        drops.add(profile);
        CredentialPath path = new CredentialPath(profile, CredentialPart.KEY);
        return new IntakeReceipt(
                path, Status.REMOVED, 0, profile + ": the private key that waited is dropped", List.of());
    }
}
