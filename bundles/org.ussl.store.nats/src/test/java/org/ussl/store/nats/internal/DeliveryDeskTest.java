// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.IntakeReceipt.Status;
import org.ussl.credential.Origin;
import org.ussl.store.nats.internal.sealing.Delivery;
import org.ussl.store.nats.internal.sealing.DeliveryGate;
import org.ussl.store.nats.internal.sealing.MarkFolder;
import org.ussl.store.nats.internal.sealing.PartyKeys;
import org.ussl.store.nats.internal.sealing.RefusedValueException;
import org.ussl.store.nats.internal.sealing.Report;
import org.ussl.store.nats.internal.sealing.Report.Outcome;
import org.ussl.store.nats.internal.sealing.SealedValue;
import org.ussl.store.nats.internal.sealing.SoftwareKeys;

class DeliveryDeskTest {

    private static final String FLEET = "plant";
    private static final Instant NOW = Instant.parse("2026-11-22T20:00:00.123Z");

    @TempDir
    private Path folder;

    private final AnsweringIntake intake = new AnsweringIntake();
    private final List<Report> kept = new ArrayList<>();
    private final Versions versions = new Versions();
    private PartyKeys operator;
    private PartyKeys gateway;
    private DeliveryDesk desk;

    @BeforeEach
    void open() throws Exception {
        operator = SoftwareKeys.generate("alice");
        gateway = SoftwareKeys.generate("gw-1");
        desk = desk();
    }

    @Test
    void offersEachFileInTheNameOfItsSender() throws Exception {
        byte[] value = value(1, 0, file(CredentialPart.CA, "ca"), file(CredentialPart.PKCS12, "p12"));

        Report report = take("line-3", value).orElseThrow();

        assertThat(intake.calls)
                .containsExactly(
                        "offer /flash/cert/line-3/ca.pem ca Origin[user=alice, transport=fleet, address=engine]",
                        "offer /flash/cert/line-3/credentials.p12 p12 Origin[user=alice, transport=fleet,"
                                + " address=engine]");
        assertThat(report.outcome()).isEqualTo(Outcome.IN_USE);
        assertThat(report.revision()).isEqualTo(2);
        assertThat(report.taken()).isEqualTo(1);
        assertThat(report.message()).isEqualTo("ca.pem: committed; credentials.p12: committed");
        assertThat(report.at()).isEqualTo(NOW);
    }

    @Test
    void offersNothingTwice() throws Exception {
        byte[] value = value(1, 0, file(CredentialPart.CA, "ca"));
        take("line-3", value);

        assertThat(take("line-3", value)).isEmpty();
        assertThat(desk().take("line-3", value, kept::add))
                .as("after a restart")
                .isEmpty();
        assertThat(intake.calls).hasSize(1);
    }

    @Test
    void offersAgainWhatTheStoreCouldNotTake() throws Exception {
        byte[] value = value(1, 0, file(CredentialPart.CA, "later"));

        Report first = take("line-3", value).orElseThrow();
        Report second = take("line-3", value).orElseThrow();

        assertThat(first.outcome()).isEqualTo(Outcome.LATER);
        assertThat(first.taken()).isZero();
        assertThat(second.outcome()).isEqualTo(Outcome.LATER);
        assertThat(intake.calls).hasSize(2);
    }

    @Test
    void offersAgainWhatTheIntakeFailedAt() throws Exception {
        byte[] value = value(1, 0, file(CredentialPart.CA, "crash"));

        Report report = take("line-3", value).orElseThrow();

        assertThat(report.outcome()).isEqualTo(Outcome.LATER);
        assertThat(report.message()).isEqualTo("line-3: the intake failed");
        assertThat(take("line-3", value)).isPresent();
    }

    @Test
    void aRefusalIsForGood() throws Exception {
        byte[] value = value(
                1,
                0,
                file(CredentialPart.CA, "ca"),
                file(CredentialPart.CERT, "garbage"),
                file(CredentialPart.KEY, "key"));

        Report report = take("line-3", value).orElseThrow();

        assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(report.message()).isEqualTo("cert.pem: refused");
        assertThat(report.taken()).as("refused for good").isEqualTo(1);
        assertThat(intake.calls).hasSize(2);
        assertThat(take("line-3", value)).isEmpty();
    }

    @Test
    void saysThatACertificateWaits() throws Exception {
        Report waits =
                take("line-3", value(1, 0, file(CredentialPart.CERT, "wait"))).orElseThrow();
        Report whole = take("line-3", value(2, 1, file(CredentialPart.CERT, "wait"), file(CredentialPart.KEY, "key")))
                .orElseThrow();

        Report trustAfterIt = take(
                        "line-3", value(3, 2, file(CredentialPart.CERT, "wait"), file(CredentialPart.CA, "ca")))
                .orElseThrow();

        assertThat(waits.outcome()).isEqualTo(Outcome.WAITS);
        assertThat(trustAfterIt.outcome()).isEqualTo(Outcome.WAITS);
        assertThat(whole.outcome()).isEqualTo(Outcome.IN_USE);
    }

    @Test
    void takesAPartOut() throws Exception {
        take("line-3", value(1, 0, file(CredentialPart.CRL, "")));

        assertThat(intake.calls)
                .containsExactly(
                        "remove /flash/cert/line-3/crl.pem Origin[user=alice, transport=fleet," + " address=engine]");
    }

    @Test
    void reportsWhatTheGateRefuses() throws Exception {
        byte[] old = value(1, 0, file(CredentialPart.CA, "ca"));
        take("line-3", value(5, 4, file(CredentialPart.CA, "ca")));

        Report report = take("line-3", old).orElseThrow();

        assertThat(report.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(report.taken()).isEqualTo(5);
        assertThat(report.message()).contains("has number 1, and 5 was taken already");
        assertThat(intake.calls).hasSize(1);
    }

    @Test
    void waitsForMarksThatCannotBeRead() throws Exception {
        Files.writeString(folder.resolve("line-3.mark"), "nonsense");

        Report report =
                take("line-3", value(1, 0, file(CredentialPart.CA, "ca"))).orElseThrow();

        assertThat(report.outcome()).isEqualTo(Outcome.LATER);
        assertThat(report.message()).contains("line-3.mark is damaged");
        assertThat(intake.calls).isEmpty();
    }

    @Test
    void goesBackToWhatWasInUseBeforeADelivery() throws Exception {
        versions.commit();
        versions.commit();
        take("line-3", value(1, 0, file(CredentialPart.CA, "ca")));
        versions.commit();
        take("line-3", value(2, 1, file(CredentialPart.CA, "next")));
        versions.commit();

        Report report = take("line-3", rollback(3, 2, 1)).orElseThrow();

        assertThat(report.outcome()).isEqualTo(Outcome.IN_USE);
        assertThat(report.message()).isEqualTo("line-3: revision 2 is in use again, as revision 5");
        assertThat(versions.rollbacks)
                .containsExactly("line-3 to 2 by Origin[user=alice, transport=fleet, address=engine]");
    }

    @Test
    void goesBackOnceAlsoAfterACrash() throws Exception {
        versions.commit();
        take("line-3", value(1, 0, file(CredentialPart.CA, "ca")));
        versions.commit();
        byte[] undo = rollback(2, 1, 1);
        Path marks = folder.resolve("line-3.mark");
        String before = Files.readString(marks);
        take("line-3", undo);
        // As a crash leaves it that comes after the roll-back and before the mark.
        Files.writeString(marks, before.replace("1 1\nend 1", "1 1\n2 2\nend 2"));

        Report report = take("line-3", undo).orElseThrow();

        assertThat(report.outcome()).isEqualTo(Outcome.IN_USE);
        assertThat(report.revision()).isEqualTo(3);
        assertThat(versions.rollbacks).hasSize(1);
    }

    @Test
    void cannotGoBackToNothingNorToWhatItDoesNotKnow() throws Exception {
        take("line-3", value(1, 0, file(CredentialPart.CA, "ca")));
        versions.commit();

        Report nothing = take("line-3", rollback(3, 1, 1)).orElseThrow();
        Report unknown = take("line-3", rollback(4, 3, 2)).orElseThrow();

        assertThat(nothing.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(nothing.message()).isEqualTo("line-3: delivery 1 stays: nothing was in use before it");
        assertThat(unknown.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(unknown.message()).contains("does not know of it");
        assertThat(versions.rollbacks).isEmpty();
    }

    @Test
    void reportsReachOperatorsAlone() throws Exception {
        PartyKeys bob = SoftwareKeys.generate("bob");
        PartyKeys stranger = SoftwareKeys.generate("mallory");
        Report report =
                take("line-3", value(1, 0, file(CredentialPart.CA, "ca"))).orElseThrow();

        byte[] sealed = report.seal(gateway, List.of(operator.party(), bob.party()));

        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("committed", "line-3", FLEET);
        assertThat(Report.open(sealed, operator, FLEET, gateway.party(), "line-3"))
                .isEqualTo(report);
        assertThat(Report.open(sealed, bob, FLEET, gateway.party(), "line-3")).isEqualTo(report);
        assertThatExceptionOfType(RefusedValueException.class)
                .isThrownBy(() -> Report.open(sealed, stranger, FLEET, gateway.party(), "line-3"));
    }

    @Test
    void reportsCannotBeInventedOrMoved() throws Exception {
        PartyKeys neighbour = SoftwareKeys.generate("gw-2");
        Report report =
                take("line-3", value(1, 0, file(CredentialPart.CA, "ca"))).orElseThrow();
        byte[] invented = report.seal(neighbour, List.of(operator.party()));
        byte[] sealed = report.seal(gateway, List.of(operator.party()));

        assertRefused(RefusedValueException.Reason.UNKNOWN_SENDER, invented, gateway, "line-3");
        assertRefused(RefusedValueException.Reason.MISPLACED, invented, neighbour, "line-3");
        assertRefused(RefusedValueException.Reason.UNKNOWN_SENDER, sealed, neighbour, "line-3");
        assertRefused(RefusedValueException.Reason.MISPLACED, sealed, gateway, "default");
        assertRefused(RefusedValueException.Reason.DAMAGED, new byte[0], gateway, "line-3");
        assertRefused(
                RefusedValueException.Reason.DAMAGED, value(1, 0, file(CredentialPart.CA, "ca")), gateway, "line-3");
    }

    private void assertRefused(RefusedValueException.Reason reason, byte[] sealed, PartyKeys from, String profile) {
        assertThatExceptionOfType(RefusedValueException.class)
                .isThrownBy(() -> Report.open(sealed, operator, FLEET, from.party(), profile))
                .extracting(RefusedValueException::reason)
                .isEqualTo(reason);
    }

    private Optional<Report> take(String profile, byte[] value) {
        return desk.take(profile, value, kept::add);
    }

    private DeliveryDesk desk() {
        DeliveryGate gate = new DeliveryGate(FLEET, gateway, () -> List.of(operator.party()), new MarkFolder(folder));
        return new DeliveryDesk(gate, intake, versions, "engine", Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private byte[] value(long number, long previous, Delivery.File... files) throws Exception {
        return SealedValue.seal(
                new Delivery(FLEET, gateway.party(), operator.party(), "line-3", number, previous, List.of(files)),
                operator);
    }

    private byte[] rollback(long number, long previous, long undone) throws Exception {
        return SealedValue.seal(
                Delivery.rollback(FLEET, gateway.party(), operator.party(), "line-3", number, previous, undone),
                operator);
    }

    private static Delivery.File file(CredentialPart part, String content) {
        return new Delivery.File(part, content.getBytes(StandardCharsets.US_ASCII));
    }

    /** Writes down what it was asked, and answers as the content tells it to. */
    private static final class AnsweringIntake implements CredentialIntake {

        private final List<String> calls = new ArrayList<>();

        @Override
        public IntakeReceipt offer(CredentialPath path, byte[] content, Origin origin)
                throws CredentialRejectedException {
            String text = new String(content, StandardCharsets.US_ASCII);
            calls.add("offer " + path + " " + text + " " + origin);
            String file = path.part().fileName();
            return switch (text) {
                case "garbage" ->
                    throw new CredentialRejectedException(
                            CredentialRejectedException.Reason.NOT_A_CERTIFICATE, file + ": refused");
                case "later" ->
                    throw new CredentialRejectedException(
                            CredentialRejectedException.Reason.STORE_UNAVAILABLE, file + ": no store");
                case "crash" -> throw new IllegalStateException("secret-in-message");
                case "wait" -> new IntakeReceipt(path, Status.PENDING, 0, file + ": waits", List.of());
                default -> new IntakeReceipt(path, Status.COMMITTED, calls.size(), file + ": committed", List.of());
            };
        }

        @Override
        public IntakeReceipt remove(CredentialPath path, Origin origin) {
            calls.add("remove " + path + " " + origin);
            return new IntakeReceipt(path, Status.REMOVED, 1, "removed", List.of());
        }

        @Override
        public IntakeReceipt offer(CredentialPath path, byte[] content) {
            throw new AssertionError("nobody told who brings it");
        }

        @Override
        public IntakeReceipt remove(CredentialPath path) {
            throw new AssertionError("nobody told who does it");
        }

        @Override
        public IntakeReceipt drop(String profile) {
            throw new AssertionError("nothing was to be dropped");
        }
    }
}
