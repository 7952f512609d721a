// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ussl.credential.CredentialPart.CA;
import static org.ussl.credential.CredentialPart.CERT;
import static org.ussl.credential.CredentialPart.KEY;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialRejectedException.Reason;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Identity;

/**
 * Every refusal of a file, with the text that its sender reads. What does not fit together is in CredentialDeskTest.
 */
class RefusalTest {
    private static final Identity GATEWAY = Desk.CA.issue(Desk.named("CN=gw-17"));

    private final Desk desk = Desk.open();

    @ParameterizedTest
    @EnumSource(CredentialPart.class)
    void emptyFile(CredentialPart part) {
        desk.refuses(part, new byte[0], Reason.EMPTY, part.fileName() + ": is empty");
    }

    @ParameterizedTest
    @EnumSource(value = CredentialPart.class, mode = EnumSource.Mode.EXCLUDE, names = "PASSPHRASE")
    void fileBeyondTheBound(CredentialPart part) {
        int bound = part == CredentialPart.CRL ? 1 << 20 : 65536;
        desk.refuses(
                part, new byte[bound + 1], Reason.TOO_LARGE, part.fileName() + ": is larger than " + bound + " bytes");
    }

    @ParameterizedTest
    @EnumSource(value = CredentialPart.class, mode = EnumSource.Mode.EXCLUDE, names = "PASSPHRASE")
    void whatIsNeitherPemNorDer(CredentialPart part) {
        desk.refuses(part, text("hello"), Reason.MALFORMED, part.fileName() + ": is neither PEM nor DER");
    }

    @ParameterizedTest
    @EnumSource(value = CredentialPart.class, mode = EnumSource.Mode.EXCLUDE, names = "PASSPHRASE")
    void armourThatLostItsEnd(CredentialPart part) {
        desk.refuses(
                part,
                text("x -----BEGIN \nMIIB\n"),
                Reason.MALFORMED,
                part.fileName() + ": broken off or damaged: there is no whole PEM block in it");
    }

    @Test
    void pemThatBreaksOff() {
        byte[] pem = GATEWAY.chainPem();
        desk.refuses(
                CERT,
                Arrays.copyOf(pem, pem.length - 40),
                Reason.MALFORMED,
                "cert.pem: broken off or damaged: -----END CERTIFICATE----- is missing");
    }

    @Test
    void pemWithoutItsBeginning() {
        byte[] pem = GATEWAY.chainPem();
        desk.refuses(
                CERT,
                Arrays.copyOfRange(pem, 30, pem.length),
                Reason.MALFORMED,
                "cert.pem: broken off or damaged: a block's end has no beginning");
    }

    @Test
    void pemWithADamagedArmourLine() {
        String pem = string(GATEWAY.chainPem());
        desk.refuses(
                CERT,
                text(pem.replace("BEGIN CERTIFICATE-----", "BEGIN CERTIFICATE--")),
                Reason.MALFORMED,
                "cert.pem: broken off or damaged: the line -----BEGIN CERTIFICATE-- is not whole");
        desk.refuses(
                CERT,
                text(pem.replace("END CERTIFICATE", "END CERTIFICATF")),
                Reason.MALFORMED,
                "cert.pem: broken off or damaged: -----BEGIN CERTIFICATE----- ends with another name");
    }

    @Test
    void pemThatIsNotBase64() {
        String pem = string(GATEWAY.keyPem());
        desk.refuses(
                KEY,
                text(pem.replaceFirst("KEY-----", "KEY-----\n*")),
                Reason.MALFORMED,
                "private.key: broken off or damaged: what stands in -----BEGIN PRIVATE KEY----- is not Base64");
    }

    @Test
    void derThatBreaksOff() throws Exception {
        byte[] der = GATEWAY.certificate().getEncoded();
        desk.refuses(
                CERT,
                Arrays.copyOf(der, der.length - 7),
                Reason.MALFORMED,
                "cert.pem: broken off or damaged: it ends too early (7 bytes are missing)");
    }

    @Test
    void bytesBehindDer() throws Exception {
        byte[] certificate = GATEWAY.certificate().getEncoded();
        desk.refuses(
                CA,
                Arrays.copyOf(certificate, certificate.length + 1),
                Reason.MALFORMED,
                "ca.pem: broken off or damaged: 1 byte follows its end");
        byte[] key = GATEWAY.keyPair().getPrivate().getEncoded();
        desk.refuses(
                KEY,
                Arrays.copyOf(key, key.length + 2),
                Reason.MALFORMED,
                "private.key: broken off or damaged: 2 bytes follow its end");
        desk.refuses(
                KEY,
                Identity.pem("PRIVATE KEY", Arrays.copyOf(key, key.length + 2)),
                Reason.MALFORMED,
                "private.key: broken off or damaged: 2 bytes follow its end");
    }

    @Test
    void certificateWhoseOwnSignatureDoesNotFit() throws Exception {
        byte[] der = Desk.CA.certificate().getEncoded();
        der[der.length - 1] ^= 1;
        desk.refuses(
                CA,
                der,
                Reason.MALFORMED,
                "ca.pem: broken off or damaged: the signature of CN=Test CA does not fit its content");
    }

    @Test
    void keyWhereACertificateBelongs() {
        for (byte[] key :
                List.of(GATEWAY.keyPem(), GATEWAY.keyPair().getPrivate().getEncoded())) {
            desk.refuses(
                    CERT, key, Reason.NOT_A_CERTIFICATE, "cert.pem: is a private key; it belongs into private.key");
            desk.refuses(CA, key, Reason.NOT_A_CERTIFICATE, "ca.pem: is a private key; it belongs into private.key");
        }
    }

    @Test
    void certificateWhereAKeyBelongs() throws Exception {
        for (byte[] certificate :
                List.of(GATEWAY.chainPem(), GATEWAY.certificate().getEncoded())) {
            desk.refuses(
                    KEY,
                    certificate,
                    Reason.NOT_A_PRIVATE_KEY,
                    "private.key: is a certificate; it belongs into cert.pem or ca.pem");
        }
    }

    @Test
    void allInOneFile() {
        byte[] combined = joined(GATEWAY.keyPem(), GATEWAY.chainPem());
        desk.refuses(
                CERT,
                combined,
                Reason.NOT_A_CERTIFICATE,
                "cert.pem: holds a private key beside the certificate; upload the certificates as cert.pem and the key"
                        + " alone as private.key");
        desk.refuses(
                CA,
                combined,
                Reason.NOT_A_CERTIFICATE,
                "ca.pem: holds a private key beside the certificate; upload the certificates as ca.pem and the key"
                        + " alone as private.key");
        desk.refuses(
                KEY,
                combined,
                Reason.NOT_A_PRIVATE_KEY,
                "private.key: holds a certificate beside the private key; upload the certificate as cert.pem and the"
                        + " key alone as private.key");
    }

    @Test
    void twoKeys() {
        desk.refuses(
                KEY,
                joined(GATEWAY.keyPem(), GATEWAY.keyPem()),
                Reason.NOT_A_PRIVATE_KEY,
                "private.key: holds 2 private keys; upload one");
    }

    @Test
    void otherThings() throws Exception {
        byte[] publicKey = GATEWAY.keyPair().getPublic().getEncoded();
        for (byte[] file : List.of(publicKey, Identity.pem("PUBLIC KEY", publicKey))) {
            desk.refuses(
                    KEY, file, Reason.NOT_A_PRIVATE_KEY, "private.key: is a public key; the private key is needed");
            desk.refuses(CERT, file, Reason.NOT_A_CERTIFICATE, "cert.pem: is a public key");
        }
        byte[] request = new JcaPKCS10CertificationRequestBuilder(
                        new X500Name("CN=gw-17"), GATEWAY.keyPair().getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA")
                        .build(GATEWAY.keyPair().getPrivate()))
                .getEncoded();
        for (byte[] file : List.of(request, Identity.pem("CERTIFICATE REQUEST", request))) {
            desk.refuses(
                    CERT,
                    file,
                    Reason.NOT_A_CERTIFICATE,
                    "cert.pem: is a certificate request; upload the certificate that the CA makes of it");
        }
        desk.refuses(
                KEY,
                Identity.pem("OPENSSH PRIVATE KEY", new byte[] {1}),
                Reason.NOT_A_PRIVATE_KEY,
                "private.key: is an OpenSSH key; convert it with: ssh-keygen -p -m PKCS8");
        desk.refuses(
                CERT,
                joined(GATEWAY.chainPem(), Identity.pem("SOMETHING", new byte[] {1})),
                Reason.NOT_A_CERTIFICATE,
                "cert.pem: holds something that is of an unknown kind");
    }

    @Test
    void endEntityCertificateAsCa() {
        desk.refuses(CA, GATEWAY.chainPem(), Reason.NOT_A_CA, "ca.pem: not a CA certificate (CN=gw-17)");
        desk.refuses(
                CA,
                joined(Desk.CA.pem(), GATEWAY.chainPem()),
                Reason.NOT_A_CA,
                "ca.pem: not a CA certificate (CN=gw-17)");
    }

    @Test
    void nameFromOutsideStaysOnItsLine() throws Exception {
        Identity hostile = Desk.CA.issue(Desk.named("CN=gw\\0D\\0A226 welcome\u202e" + "x".repeat(200)));
        desk.refusesLike(
                CA, hostile.chainPem(), Reason.NOT_A_CA, "ca.pem: not a CA certificate (CN=gw??226 welcome?xxx");
        desk.offer(CERT, hostile.chainPem());
        String message = desk.offer(KEY, hostile.keyPem()).message();
        assertThat(message).hasSizeLessThan(150).doesNotContain("\r", "\n", "\u202e");
    }

    @Test
    void certificateWithoutACommonNameIsNamedByAllItHas() {
        desk.refuses(
                CA,
                Desk.CA.issue(Desk.named("C=DE,O=Acme")).chainPem(),
                Reason.NOT_A_CA,
                "ca.pem: not a CA certificate (O=Acme,C=DE)");
    }

    @Test
    void certificatesOfSeveralChains() {
        Identity other = Desk.CA.issue(Desk.named("CN=gw-18"));
        desk.refuses(
                CERT,
                joined(GATEWAY.chainPem(), other.chainPem()),
                Reason.BROKEN_CHAIN,
                "cert.pem: CN=gw-18 does not belong to the chain of CN=gw-17, or a certificate between them is missing");
    }

    @Test
    void certificateThatHasExpired() {
        Identity expired = Desk.CA.issue(Desk.named("CN=gw-17")
                .valid(Instant.parse("2025-01-01T00:00:00Z"), Instant.parse("2026-11-30T00:00:00Z")));
        desk.refuses(
                CERT, expired.chainPem(), Reason.EXPIRED, "cert.pem: CN=gw-17 expired on 2026-11-30; upload a new one");
    }

    @Test
    void certificateThatIsNotYetValid() {
        Identity early = Desk.CA.issue(Desk.named("CN=gw-17")
                .valid(Instant.parse("2027-01-01T00:00:00Z"), Instant.parse("2028-01-01T00:00:00Z")));
        desk.refuses(
                CERT,
                early.chainPem(),
                Reason.NOT_YET_VALID,
                "cert.pem: CN=gw-17 is valid only from 2027-01-01 on, and the gateway's clock says 2026-12-01");
    }

    @Test
    void tooManyCertificates() {
        desk.refuses(
                CERT,
                Identity.pem(Collections.nCopies(17, GATEWAY.certificate())),
                Reason.TOO_LARGE,
                "cert.pem: holds more than 16 certificates");
        byte[] block = Identity.pem("CERTIFICATE", new byte[] {0x30, 0});
        List<byte[]> blocks = new ArrayList<>(Collections.nCopies(257, block));
        desk.refuses(
                CA,
                joined(blocks.toArray(new byte[0][])),
                Reason.TOO_LARGE,
                "ca.pem: holds more than 256 certificates");
    }

    @Test
    void certificateWithAKeyThatIsTooShort() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(512);
        Identity weak = Authority.selfSigned(Desk.named("CN=weak").keyPair(generator.generateKeyPair()));
        desk.refuses(
                CERT,
                weak.chainPem(),
                Reason.UNSUPPORTED,
                "cert.pem: the key of CN=weak is RSA with 512 bits; 1024 to 8192 are supported");
    }

    @Test
    void certificateOfAnotherCurve() throws Exception {
        byte[] der = GATEWAY.certificate().getEncoded();
        // 1.2.840.10045.3.1.7 becomes 1.2.840.10045.3.1.1, a curve that the JDK does not have.
        byte[] curve = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 3, 1, 7};
        for (int i = 0; i < der.length - curve.length; i++) {
            if (Arrays.equals(der, i, i + curve.length, curve, 0, curve.length)) {
                der[i + 7] = 1;
            }
        }
        desk.refusesLike(
                CERT, der, Reason.UNSUPPORTED, "cert.pem: the key of CN=gw-17 is of a kind that is not supported");
    }

    private static byte[] joined(byte[]... files) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] file : files) {
            joined.writeBytes(file);
        }
        return joined.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String string(byte[] text) {
        return new String(text, StandardCharsets.US_ASCII);
    }
}
