// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ussl.credential.CredentialPart;
import org.ussl.store.nats.internal.sealing.RefusedValueException.Reason;

/** The engine, or who administers it, does with values what it likes. */
class MaliciousEngineTest {

    private static final String FLEET = "plant";
    private static final String CONTENT = "-----BEGIN CERTIFICATE-----";

    @TempDir
    private Path folder;

    private PartyKeys operator;
    private PartyKeys gateway;
    private PartyKeys neighbour;
    private Set<Party> trusted;
    private DeliveryGate gate;

    @BeforeEach
    void meet() throws Exception {
        operator = SoftwareKeys.generate("alice");
        gateway = SoftwareKeys.generate("gw-1");
        neighbour = SoftwareKeys.generate("gw-2");
        trusted = new HashSet<>(Set.of(operator.party()));
        gate = gate(gateway);
    }

    @Test
    void letsThroughWhatATrustedSenderMade() throws Exception {
        try (Delivery delivery = gate.open("default", value(1, 0)).orElseThrow()) {
            assertThat(delivery.sender()).isEqualTo(operator.party());
            assertThat(delivery.number()).isEqualTo(1);
            assertThat(delivery.files()).hasSize(1);
            assertThat(delivery.files().get(0).part()).isEqualTo(CredentialPart.CA);
            assertThat(new String(delivery.files().get(0).content(), StandardCharsets.US_ASCII))
                    .isEqualTo(CONTENT);
        }
    }

    @Test
    void showsTheEngineNeitherContentNorSenderNorProfile() throws Exception {
        String seen = new String(value(1, 0), StandardCharsets.ISO_8859_1);

        assertThat(seen).doesNotContain("CERTIFICATE", "alice", "default", FLEET, "gw-1");
        assertThat(seen).doesNotContain(new String(operator.party().signingId(), StandardCharsets.ISO_8859_1));
    }

    @Test
    void givesTheSameDeliveryAgainUntilItIsTaken() throws Exception {
        byte[] value = value(1, 0);

        Delivery first = gate.open("default", value).orElseThrow();
        Delivery again = gate.open("default", value).orElseThrow();
        gate.taken(again, value);

        assertThat(first.number()).isEqualTo(again.number());
        assertThat(gate.open("default", value)).isEmpty();
    }

    @Test
    void refusesToGoBackToAnOlderValue() throws Exception {
        byte[] old = value(1, 0);
        take(old);
        take(value(2, 1));

        assertRefused(Reason.STALE, "default", old);
    }

    @Test
    void refusesToGoBackAfterARestart() throws Exception {
        byte[] old = value(1, 0);
        take(old);
        take(value(2, 1));
        gate = gate(gateway);

        assertRefused(Reason.STALE, "default", old);
    }

    @Test
    void refusesAnOlderValueThatItNeverSaw() throws Exception {
        byte[] keptBack = value(2, 1);
        take(value(3, 2));

        assertRefused(Reason.STALE, "default", keptBack);
    }

    @Test
    void refusesASecondValueWithTheNumberOfTheFirst() throws Exception {
        take(value(2, 1));

        assertRefused(Reason.STALE, "default", value(2, 1));
    }

    @Test
    void refusesWhatWasMadeInIgnoranceOfTheLast() throws Exception {
        take(value(2, 1));

        assertRefused(Reason.OVERTAKEN, "default", value(3, 1));
    }

    @Test
    void takesTheLatestAfterHavingMissedSome() throws Exception {
        take(value(1, 0));
        take(value(7, 6));

        assertThat(new MarkFolder(folder.resolve("gw-1")).last("default").number())
                .isEqualTo(7);
    }

    @Test
    void refusesTheValueOfAnotherGateway() throws Exception {
        byte[] forNeighbour = SealedValue.seal(delivery(neighbour.party(), "default", 1, 0), operator);

        assertRefused(Reason.NOT_FOR_US, "default", forNeighbour);
    }

    @Test
    void refusesWhatAnotherGatewaySealedAnew() throws Exception {
        byte[] forNeighbour = SealedValue.seal(delivery(neighbour.party(), "default", 1, 0), operator);
        byte[] signed = Envelope.open(envelope(forNeighbour), neighbour);

        assertRefused(Reason.MISPLACED, "default", wrap(1, Envelope.seal(signed, List.of(gateway.party()))));
    }

    @Test
    void refusesTheValueOfAnotherProfile() throws Exception {
        assertRefused(Reason.MISPLACED, "line-3", value(1, 0));
    }

    @Test
    void refusesTheValueOfAnotherFleet() throws Exception {
        gate = new DeliveryGate("trial", gateway, () -> trusted, new MarkFolder(folder.resolve("gw-1")));

        assertRefused(Reason.MISPLACED, "default", value(1, 0));
    }

    @Test
    void refusesASenderWhomNobodyTrusts() throws Exception {
        PartyKeys stranger = SoftwareKeys.generate("alice");

        assertRefused(Reason.UNKNOWN_SENDER, "default", valueBy(stranger));
    }

    @Test
    void refusesASenderWhoWasRevoked() throws Exception {
        PartyKeys bob = SoftwareKeys.generate("bob");
        trusted.add(bob.party());
        assertThat(gate.open("default", valueBy(bob))).isPresent();

        trusted.remove(bob.party());

        assertRefused(Reason.UNKNOWN_SENDER, "default", valueBy(bob));
    }

    @Test
    void refusesASignatureUnderAnotherOnesName() throws Exception {
        PartyKeys stranger = SoftwareKeys.generate("mallory");
        byte[] content = delivery(gateway.party(), "default", 1, 0).encode();
        PartyKeys pretender = new PartyKeys() {
            @Override
            public Party party() {
                return operator.party();
            }

            @Override
            public byte[] agree(ECPublicKey other) {
                throw new UnsupportedOperationException();
            }

            @Override
            public byte[] sign(byte[] bytes) throws GeneralSecurityException {
                return stranger.sign(bytes);
            }
        };
        byte[] signed = Signed.sign(content, pretender);

        assertRefused(Reason.UNKNOWN_SENDER, "default", wrap(1, Envelope.seal(signed, List.of(gateway.party()))));
    }

    @Test
    void refusesAnotherNumberInClear() throws Exception {
        assertRefused(Reason.DAMAGED, "default", wrap(9, envelope(value(1, 0))));
    }

    @Test
    void refusesATruncatedValueWhereverItIsCutOff() throws Exception {
        byte[] value = value(1, 0);

        for (int length = 0; length < value.length; length++) {
            assertRefused(Reason.DAMAGED, "default", Arrays.copyOf(value, length));
        }
    }

    @Test
    void refusesAValueWithBytesBehindItsEnd() throws Exception {
        byte[] value = value(1, 0);

        assertRefused(Reason.DAMAGED, "default", Arrays.copyOf(value, value.length + 1));
    }

    @Test
    void refusesAFlippedBitWhereverItIs() throws Exception {
        byte[] value = value(1, 0);

        for (int index = 0; index < value.length; index++) {
            byte[] flipped = value.clone();
            flipped[index] ^= (byte) (1 << (index % 8));
            assertThatExceptionOfType(RefusedValueException.class)
                    .as("byte %d", index)
                    .isThrownBy(() -> gate.open("default", flipped));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void refusesNoise(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 250; round++) {
            byte[] noise = new byte[random.nextInt(400)];
            random.nextBytes(noise);
            assertRefused(Reason.DAMAGED, "default", noise);
        }
    }

    @Test
    void refusesNestingThatWouldExhaustTheStack() throws Exception {
        byte[] nested = new byte[200_000];
        for (int index = 0; index < nested.length; index += 2) {
            nested[index] = 0x30;
            nested[index + 1] = (byte) 0x80;
        }

        assertRefused(Reason.DAMAGED, "default", nested);
        assertRefused(Reason.DAMAGED, "default", wrap(1, nested));
        assertRefused(Reason.DAMAGED, "default", wrap(1, Envelope.seal(nested, List.of(gateway.party()))));
    }

    @Test
    void refusesAValueThatIsTooLargeUnread() {
        assertRefused(Reason.TOO_LARGE, "default", new byte[SealedValue.MAX_BYTES + 1]);
    }

    @Test
    void remembersNothingOfWhatItRefuses() throws Exception {
        assertRefused(Reason.UNKNOWN_SENDER, "default", valueBy(SoftwareKeys.generate("mallory")));

        assertThat(new MarkFolder(folder.resolve("gw-1")).last("default")).isEqualTo(Mark.NONE);
        assertThat(gate.open("default", value(1, 0))).isPresent();
    }

    @Test
    void takesNothingWhereItCannotTellWhatWasTaken() throws Exception {
        take(value(2, 1));
        Files.writeString(folder.resolve("gw-1").resolve("default.mark"), "1 2");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> gate.open("default", value(3, 2)))
                .withMessageContaining("default.mark is damaged");
    }

    private void take(byte[] value) throws Exception {
        Optional<Delivery> delivery = gate.open("default", value);
        gate.taken(delivery.orElseThrow(), value);
    }

    private void assertRefused(Reason reason, String profile, byte[] value) {
        assertThatExceptionOfType(RefusedValueException.class)
                .isThrownBy(() -> gate.open(profile, value))
                .extracting(RefusedValueException::reason)
                .isEqualTo(reason);
    }

    private DeliveryGate gate(PartyKeys keys) throws Exception {
        Path own = Files.createDirectories(folder.resolve(keys.party().name()));
        return new DeliveryGate(FLEET, keys, () -> trusted, new MarkFolder(own));
    }

    private byte[] value(long number, long previous) throws Exception {
        return SealedValue.seal(delivery(gateway.party(), "default", number, previous), operator);
    }

    private byte[] valueBy(PartyKeys sender) throws Exception {
        return SealedValue.seal(
                new Delivery(FLEET, gateway.party(), sender.party(), "default", 1, 0, List.of(file())), sender);
    }

    private Delivery delivery(Party recipient, String profile, long number, long previous) {
        return new Delivery(FLEET, recipient, operator.party(), profile, number, previous, List.of(file()));
    }

    private static Delivery.File file() {
        return new Delivery.File(CredentialPart.CA, CONTENT.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] envelope(byte[] value) {
        return ASN1OctetString.getInstance(ASN1Sequence.getInstance(value).getObjectAt(1))
                .getOctets();
    }

    private static byte[] wrap(long number, byte[] envelope) throws Exception {
        return new DERSequence(new ASN1Encodable[] {new ASN1Integer(number), new DEROctetString(envelope)})
                .getEncoded();
    }
}
