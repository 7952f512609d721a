// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.IntakeReceipt.Status;
import org.ussl.credential.Origin;
import org.ussl.store.nats.internal.sealing.Delivery;
import org.ussl.store.nats.internal.sealing.DeliveryGate;
import org.ussl.store.nats.internal.sealing.RefusedValueException;
import org.ussl.store.nats.internal.sealing.Report;
import org.ussl.store.nats.internal.sealing.Report.Outcome;

/**
 * Takes values as they come and hands what is let through to the intake, file by file, as an upload by FTP would. A
 * value is dealt with for good once the intake has taken or refused all of it; a gateway that stops before is given it
 * again, and the intake calls unchanged what it has already.
 *
 * <p>Safe for use by many threads, which take turns.
 */
public final class DeliveryDesk {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryDesk.class);
    private static final Set<CredentialPart> IDENTITY =
            Set.of(CredentialPart.CERT, CredentialPart.KEY, CredentialPart.PKCS12);

    private final DeliveryGate gate;
    private final CredentialIntake intake;
    private final String engine;
    private final Clock clock;

    /**
     * Makes one.
     *
     * @param gate judges values
     * @param intake takes what is let through
     * @param engine where values come from, for the audit log
     * @param clock dates the reports
     */
    public DeliveryDesk(DeliveryGate gate, CredentialIntake intake, String engine, Clock clock) {
        this.gate = gate;
        this.intake = intake;
        this.engine = engine;
        this.clock = clock;
    }

    /** What the intake made of a delivery. */
    private record Answer(Outcome outcome, long revision, String message) {}

    /**
     * Deals with a value. Blocks while the intake writes.
     *
     * @param profile the profile that the engine has it for
     * @param value what the engine has
     * @return what to report; absent if the value was dealt with before. After {@link Outcome#LATER} the same value is
     *     to be given again
     */
    public synchronized Optional<Report> take(String profile, byte[] value) {
        try {
            Optional<Delivery> opened = gate.open(profile, value);
            if (opened.isEmpty()) {
                return Optional.empty();
            }
            try (Delivery delivery = opened.get()) {
                Answer answer = offer(delivery);
                if (answer.outcome() != Outcome.LATER) {
                    gate.taken(delivery, value);
                }
                return Optional.of(report(profile, value, answer));
            }
        } catch (RefusedValueException e) {
            String message = profile + ": the value " + e.getMessage();
            return Optional.of(report(profile, value, new Answer(Outcome.REFUSED, 0, message)));
        } catch (IOException | GeneralSecurityException e) {
            String message = profile + ": not dealt with yet: " + e.getMessage();
            return Optional.of(report(profile, value, new Answer(Outcome.LATER, 0, message)));
        }
    }

    private Answer offer(Delivery delivery) {
        Origin origin = new Origin(delivery.sender().name(), "fleet", engine);
        List<String> said = new ArrayList<>();
        Outcome outcome = Outcome.IN_USE;
        long revision = 0;
        for (Delivery.File file : delivery.files()) {
            CredentialPath path = new CredentialPath(delivery.profile(), file.part());
            try {
                IntakeReceipt receipt = file.content().length == 0
                        ? intake.remove(path, origin)
                        : intake.offer(path, file.content(), origin);
                said.add(receipt.message());
                said.addAll(receipt.warnings());
                revision = receipt.revision();
                if (receipt.status() == Status.PENDING) {
                    outcome = Outcome.WAITS;
                } else if (IDENTITY.contains(file.part())) {
                    // The key that completes a certificate, or the other way round: one version of both.
                    outcome = Outcome.IN_USE;
                }
            } catch (CredentialRejectedException e) {
                said.add(String.valueOf(e.getMessage()));
                return new Answer(e.isTemporary() ? Outcome.LATER : Outcome.REFUSED, revision, String.join("; ", said));
            } catch (RuntimeException e) {
                // An intake that is just being stopped, most likely.
                LOG.warn("{}: the intake failed", path, e);
                said.add(path.part().fileName() + ": the intake failed");
                return new Answer(Outcome.LATER, revision, String.join("; ", said));
            }
        }
        return new Answer(outcome, revision, String.join("; ", said));
    }

    private Report report(String profile, byte[] value, Answer answer) {
        return gate.report(profile, value, answer.outcome(), answer.revision(), answer.message(), clock.instant());
    }
}
