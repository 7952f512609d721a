// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.Origin;

/** Hands credentials to the intake, if there is one at that moment, and puts its answer into FTP's words. */
final class IntakeDesk {

    private static final Logger LOG = LoggerFactory.getLogger(IntakeDesk.class);

    private static final String UNCHANGED = "nothing has changed; upload it again";

    private final Supplier<@Nullable CredentialIntake> intake;

    IntakeDesk(Supplier<@Nullable CredentialIntake> intake) {
        this.intake = intake;
    }

    /**
     * Offers an upload.
     *
     * @param success the code that tells of success
     * @param refusal the code that tells of a refusal for good
     */
    Reply offer(CredentialPath path, byte[] content, Origin origin, int success, int refusal) {
        return answer(
                path.toString(),
                path.part().fileName() + ": ",
                success,
                refusal,
                door -> door.offer(path, content, origin));
    }

    /** Removes what is stored at a path. */
    Reply remove(CredentialPath path, Origin origin) {
        return answer(path.toString(), path.part().fileName() + ": ", 250, 550, door -> door.remove(path, origin));
    }

    /** Drops the part of a profile that waits. */
    Reply drop(String profile, Origin origin) {
        return answer(profile, profile + ": ", 250, 550, door -> door.drop(profile, origin));
    }

    private interface Request {
        IntakeReceipt make(CredentialIntake door) throws CredentialRejectedException;
    }

    private Reply answer(String subject, String prefix, int success, int refusal, Request request) {
        CredentialIntake door = intake.get();
        if (door == null) {
            return Reply.of(450, prefix + "the credential intake is not running; " + UNCHANGED);
        }
        try {
            IntakeReceipt receipt = request.make(door);
            List<String> warnings = receipt.warnings().stream()
                    .map(warning -> "warning: " + warning)
                    .toList();
            return Reply.of(success, warnings, receipt.message());
        } catch (CredentialRejectedException e) {
            return e.isTemporary()
                    ? Reply.of(450, e.getMessage() + "; " + UNCHANGED)
                    : Reply.of(refusal, String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            // An Error too: a bundle that is half updated lacks classes, and the session's thread would die of that
            // with
            // its client waiting for ever. Not the message: what failed had a private key in its hands.
            LOG.warn(
                    "The credential intake failed on {}: {}",
                    subject,
                    e.getClass().getName());
            return Reply.of(450, prefix + "the credential intake failed, see the gateway's log; try it again");
        }
    }
}
