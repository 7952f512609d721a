// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.CredentialPart;

class EnvelopeTest {

    private static final byte[] CONTENT = "for two".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    @Test
    void isOpenedByEachOfItsRecipients() throws Exception {
        PartyKeys one = SoftwareKeys.generate("one");
        PartyKeys two = SoftwareKeys.generate("two");

        byte[] sealed = Envelope.seal(CONTENT, List.of(one.party(), two.party()));

        assertThat(Envelope.open(sealed, one)).isEqualTo(CONTENT);
        assertThat(Envelope.open(sealed, two)).isEqualTo(CONTENT);
    }

    @Test
    void isNeverTheSameTwice() throws Exception {
        PartyKeys one = SoftwareKeys.generate("one");

        assertThat(Envelope.seal(CONTENT, List.of(one.party())))
                .isNotEqualTo(Envelope.seal(CONTENT, List.of(one.party())));
    }

    /** Another implementation of RFC 5083 and RFC 5753 agrees: OpenSSL 3, as in Debian; skipped without it. */
    @Test
    void isOpenedByOpenssl() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl");
        Process asked = new ProcessBuilder("/usr/bin/openssl", "version").start();
        String version = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(version.startsWith("OpenSSL 3"), version);
        KeyPair sealing = SoftwareKeys.newPair();
        PartyKeys keys = SoftwareKeys.of("one", sealing, SoftwareKeys.newPair());
        Path sealed = Files.write(folder.resolve("sealed"), Envelope.seal(CONTENT, List.of(keys.party())));
        Path key = Files.writeString(
                folder.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(sealing.getPrivate().getEncoded()) + "\n-----END PRIVATE KEY-----\n");
        Path opened = folder.resolve("opened");
        Process openssl = new ProcessBuilder(
                        "/usr/bin/openssl",
                        "cms",
                        "-decrypt",
                        "-binary",
                        "-inform",
                        "DER",
                        "-in",
                        sealed.toString(),
                        "-inkey",
                        key.toString(),
                        "-out",
                        opened.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(openssl.waitFor()).as(said).isZero();
        assertThat(opened).hasBinaryContent(CONTENT);
    }

    @Test
    void refusesAPointThatIsNotOnTheCurve() throws Exception {
        byte[] point = CurvePoint.encode((ECPublicKey) SoftwareKeys.newPair().getPublic());
        byte[] off = point.clone();
        off[off.length - 1] ^= 1;

        assertThat(CurvePoint.encode(CurvePoint.decode(point))).isEqualTo(point);
        assertThatExceptionOfType(GeneralSecurityException.class).isThrownBy(() -> CurvePoint.decode(off));
    }

    @Test
    void refusesKeysOfOtherCurves() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        ECPublicKey other = (ECPublicKey) generator.generateKeyPair().getPublic();

        assertThat(other.getW().getAffineX()).isNotEqualTo(BigInteger.ZERO);
        assertThatExceptionOfType(InvalidKeyException.class).isThrownBy(() -> CurvePoint.encode(other));
    }

    @Test
    void readsTheCardThatItWrites() throws Exception {
        Party party = SoftwareKeys.generate("gw-17").party();

        assertThat(Party.parse(party.card() + "\n")).isEqualTo(party);
        assertThat(party.fingerprint()).hasSize(64);
        assertThat(Party.parse(party.card().replace("gw-17", "gw-18")).fingerprint())
                .isNotEqualTo(party.fingerprint());
    }

    @Test
    void refusesACardThatIsDamaged() throws Exception {
        String card = SoftwareKeys.generate("gw-17").party().card();

        assertThatIllegalArgumentException().isThrownBy(() -> Party.parse(card.substring(0, card.length() - 4)));
        assertThatIllegalArgumentException().isThrownBy(() -> Party.parse(card.replace("gw-17", "GW.17")));
        assertThatIllegalArgumentException().isThrownBy(() -> Party.parse(""));
    }

    @Test
    void sealsNothingThatNoGatewayWouldTake() throws Exception {
        PartyKeys sender = SoftwareKeys.generate("alice");
        Party gateway = SoftwareKeys.generate("gw-1").party();
        Delivery.File large = new Delivery.File(CredentialPart.CRL, new byte[SealedValue.MAX_BYTES]);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Delivery("plant", gateway, sender.party(), "default", 1, 1, List.of(large)))
                .withMessageStartingWith("number:");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Delivery("plant", gateway, sender.party(), "default", 1, 0, List.of(large, large)))
                .withMessageStartingWith("files:");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SealedValue.seal(
                        new Delivery("plant", gateway, sender.party(), "default", 1, 0, List.of(large)), sender))
                .withMessageStartingWith("files:");
    }
}
