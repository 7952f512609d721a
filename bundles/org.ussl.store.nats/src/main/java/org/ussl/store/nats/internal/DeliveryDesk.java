// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.Change.Action;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.Credentials;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.IntakeReceipt.Status;
import org.ussl.credential.Origin;
import org.ussl.store.nats.internal.sealing.Delivery;
import org.ussl.store.nats.internal.sealing.Delivery.Kind;
import org.ussl.store.nats.internal.sealing.DeliveryGate;
import org.ussl.store.nats.internal.sealing.Mark;
import org.ussl.store.nats.internal.sealing.RefusedValueException;
import org.ussl.store.nats.internal.sealing.Report;
import org.ussl.store.nats.internal.sealing.Report.Outcome;

/**
 * Takes values as they come and hands what is let through to the intake: files as one change, each checked as an upload
 * by FTP would be, or an order to go back before an earlier delivery. A value is dealt with for good once the intake
 * has taken or refused it; a gateway that stops before is given it again, and the intake calls unchanged what it has
 * already.
 *
 * <p>Safe for use by many threads, which take turns.
 */
public final class DeliveryDesk {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryDesk.class);
    private static final Set<CredentialPart> IDENTITY =
            Set.of(CredentialPart.CERT, CredentialPart.KEY, CredentialPart.PKCS12);

    private final DeliveryGate gate;
    private final CredentialIntake intake;
    private final Credentials credentials;
    private final String engine;
    private final Clock clock;

    /**
     * Makes one.
     *
     * @param gate judges values
     * @param intake takes what is let through
     * @param credentials tells what is in use, and goes back
     * @param engine where values come from, for the audit log
     * @param clock dates the reports
     */
    public DeliveryDesk(
            DeliveryGate gate, CredentialIntake intake, Credentials credentials, String engine, Clock clock) {
        this.gate = gate;
        this.intake = intake;
        this.credentials = credentials;
        this.engine = engine;
        this.clock = clock;
    }

    /** Keeps a report, durably, until the engine has it. */
    @FunctionalInterface
    public interface Keeping {

        /**
         * Keeps one.
         *
         * @param report the report
         * @throws IOException if it could not be written; the value will come again
         * @throws GeneralSecurityException if it could not be sealed; the value will come again
         */
        void keep(Report report) throws IOException, GeneralSecurityException;
    }

    /** What the intake made of a delivery. */
    private record Answer(Outcome outcome, long revision, String message) {}

    /**
     * Deals with a value. Blocks while the intake writes.
     *
     * @param profile the profile that the engine has it for
     * @param value what the engine has
     * @param keeping keeps the report before the gateway remembers that it has dealt with the value
     * @return what to report; absent if the value was dealt with before. After {@link Outcome#LATER} the same value is
     *     to be given again
     */
    public synchronized Optional<Report> take(String profile, byte[] value, Keeping keeping) {
        try {
            Optional<Delivery> opened = gate.open(profile, value);
            if (opened.isEmpty()) {
                return Optional.empty();
            }
            try (Delivery delivery = opened.get()) {
                Answer answer = answer(delivery);
                if (answer.outcome() == Outcome.LATER) {
                    return Optional.of(report(profile, value, answer));
                }
                Report report = gate.report(
                        delivery, value, answer.outcome(), answer.revision(), answer.message(), clock.instant());
                // In this order: a crash in between brings the value again, and the report is made again.
                keeping.keep(report);
                gate.taken(delivery, value);
                return Optional.of(report);
            }
        } catch (RefusedValueException e) {
            String message = profile + ": the value " + e.getMessage();
            return Optional.of(report(profile, value, new Answer(Outcome.REFUSED, 0, message)));
        } catch (IOException | GeneralSecurityException e) {
            String message = profile + ": not dealt with yet: " + (e.getMessage() == null ? e : e.getMessage());
            return Optional.of(report(profile, value, new Answer(Outcome.LATER, 0, message)));
        }
    }

    private Answer answer(Delivery delivery) throws IOException {
        Origin origin = new Origin(delivery.sender().name(), "fleet", engine);
        try {
            Optional<CredentialInfo> inUse = inUse(delivery.profile());
            long revision = inUse.map(CredentialInfo::revision).orElse(0L);
            Mark mark = gate.begin(delivery, revision);
            return delivery.kind() == Kind.FILES ? offer(delivery, origin) : rollBack(delivery, origin, mark, inUse);
        } catch (CredentialRejectedException e) {
            return new Answer(e.isTemporary() ? Outcome.LATER : Outcome.REFUSED, 0, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // An intake that is just being stopped, most likely.
            LOG.warn("{}: the intake failed", delivery.profile(), e);
            return new Answer(Outcome.LATER, 0, delivery.profile() + ": the intake failed");
        }
    }

    private Answer offer(Delivery delivery, Origin origin) throws CredentialRejectedException {
        Map<CredentialPart, byte[]> parts = new LinkedHashMap<>();
        delivery.files().forEach(file -> parts.put(file.part(), file.content()));
        Set<String> said = new LinkedHashSet<>();
        Outcome outcome = Outcome.IN_USE;
        long revision = 0;
        for (IntakeReceipt receipt : intake.offer(delivery.profile(), parts, origin)) {
            said.add(receipt.message());
            said.addAll(receipt.warnings());
            revision = receipt.revision();
            if (receipt.status() == Status.PENDING) {
                outcome = Outcome.WAITS;
            } else if (IDENTITY.contains(receipt.path().part())) {
                // The key that completes a certificate, or the other way round: one version of both.
                outcome = Outcome.IN_USE;
            }
        }
        return new Answer(outcome, revision, String.join("; ", said));
    }

    private Answer rollBack(Delivery delivery, Origin origin, Mark mark, Optional<CredentialInfo> inUse) {
        String profile = delivery.profile();
        long target = mark.before(delivery.undone()).orElse(-1L);
        if (target <= 0) {
            String why = target == 0 ? "nothing was in use before it" : "this gateway does not know of it any more";
            return new Answer(Outcome.REFUSED, 0, profile + ": delivery " + delivery.undone() + " stays: " + why);
        }
        long started = mark.before(delivery.number()).orElse(0L);
        Optional<CredentialInfo> done = inUse.filter(info -> info.revision() == target
                || (info.revision() > started
                        && info.change().action() == Action.ROLLBACK
                        && info.change().restored() == target));
        try {
            long revision = done.map(CredentialInfo::revision)
                    .orElseGet(
                            () -> credentials.rollback(profile, target, origin).revision());
            return new Answer(
                    Outcome.IN_USE,
                    revision,
                    profile + ": revision " + target + " is in use again, as revision " + revision);
        } catch (IllegalArgumentException e) {
            return new Answer(
                    Outcome.REFUSED,
                    inUse.map(CredentialInfo::revision).orElse(0L),
                    profile + ": revision " + target + " is not kept any more");
        }
    }

    private Optional<CredentialInfo> inUse(String profile) {
        return credentials.history(profile).stream()
                .filter(CredentialInfo::inUse)
                .findFirst();
    }

    private Report report(String profile, byte[] value, Answer answer) {
        return gate.report(profile, value, answer.outcome(), answer.revision(), answer.message(), clock.instant());
    }
}
