// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.Credentials;

class FirstStartCertificateTest {

    private final List<CredentialInfo> profiles = new ArrayList<>();
    private final GatewayServices services = new GatewayServices();
    private final RecordingIntake intake = new RecordingIntake();
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final FirstStartCertificate certificate =
            new FirstStartCertificate(services, new PrintStream(console, true, StandardCharsets.UTF_8));

    private final Credentials credentials = new Credentials() {
        @Override
        public List<CredentialInfo> profiles() {
            return profiles;
        }

        @Override
        public List<CredentialInfo> history(String profile) {
            throw new UnsupportedOperationException(profile);
        }

        @Override
        public CredentialInfo rollback(String profile, long revision) {
            throw new UnsupportedOperationException(profile);
        }
    };

    private void bindAll() {
        services.intake.bind(intake);
        services.credentials.bind(credentials);
        services.tls.bind(new TlsDouble().service());
    }

    private static X509Certificate parse(byte[] der) throws Exception {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    @Test
    void deliversACertificateWithItsKeyAndShowsTheFingerprint() throws Exception {
        certificate.ensure();
        bindAll();
        certificate.ensure();
        assertThat(intake.offers)
                .extracting(RecordingIntake.Offer::path)
                .containsExactly(
                        new CredentialPath("ftp", CredentialPart.KEY), new CredentialPath("ftp", CredentialPart.CERT));
        byte[] der = intake.offers.get(1).content();
        X509Certificate made = parse(der);
        made.verify(made.getPublicKey());
        made.checkValidity();
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(intake.offers.get(0).content())));
        byte[] signed = signature.sign();
        signature.initVerify(made.getPublicKey());
        assertThat(signature.verify(signed)).isTrue();
        assertThat(console.toString(StandardCharsets.UTF_8))
                .contains(HexFormat.ofDelimiter(":")
                        .withUpperCase()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(der)));
    }

    @Test
    void leavesAProfileAloneThatHasSomething() {
        bindAll();
        profiles.add(
                new CredentialInfo("ftp", 0, Instant.EPOCH, List.of(), List.of(), true, Set.of(CredentialPart.KEY)));
        certificate.ensure();
        assertThat(intake.offers).isEmpty();
        assertThat(console.size()).isZero();
    }

    @Test
    void isValidBeforeAndAfterTheClockIsSet() throws Exception {
        for (String now : new String[] {"1970-01-01T00:01:00Z", "2026-11-22T12:00:00Z", "2031-05-01T00:00:00Z"}) {
            SelfSigned made = SelfSigned.create(
                    "gw-17", List.of(InetAddress.getByName("192.0.2.7")), Instant.parse(now), new SecureRandom());
            X509Certificate parsed = parse(made.certificate());
            parsed.checkValidity(java.util.Date.from(Instant.parse(now)));
            parsed.checkValidity(java.util.Date.from(Instant.parse("2034-01-01T00:00:00Z")));
            assertThat(parsed.getSubjectX500Principal().getName()).isEqualTo("CN=gw-17");
            assertThat(parsed.getSubjectAlternativeNames())
                    .anyMatch(name -> name.get(1).equals("gw-17"))
                    .anyMatch(name -> name.get(1).equals("192.0.2.7"));
            assertThat(parsed.getBasicConstraints()).isEqualTo(-1);
        }
    }
}
