// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.KeyKind;
import org.ussl.tls.SSLError.Reason;

/** Which certificate is for which name; the cases are in server-names.txt. */
class ServerNameTest {
    private static final KeyPair KEY = KeyKind.P256.generate();

    @ParameterizedTest(name = "{0} is {1}: {2}")
    @MethodSource("cases")
    void aCertificateIsForTheseNamesAndNoOthers(String host, String names, boolean same) {
        X509Certificate certificate = certificate(names);

        if (same) {
            assertThat(refusal(host, certificate)).isNull();
        } else {
            assertThat(refusal(host, certificate)).isEqualTo(Reason.HOSTNAME_MISMATCH);
        }
    }

    @Test
    void tellsWhatWasAskedAndWhatTheCertificateHas() {
        X509Certificate certificate = certificate("D:a.example I:10.0.0.1");

        assertThatThrownBy(() -> ServerName.of("b.example").require(certificate))
                .hasMessageContaining("\"b.example\"")
                .hasMessageContaining("a.example, 10.0.0.1")
                .hasMessageContaining("serverHostname");
    }

    @Test
    void aCertificateCannotForgeALineOfTheLog() {
        X509Certificate certificate = certificate("D:a.example\nWARN");

        assertThatThrownBy(() -> ServerName.of("b.example").require(certificate))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    static Stream<Arguments> cases() throws IOException {
        try (InputStream stream = ServerNameTest.class.getResourceAsStream("server-names.txt")) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            List<Arguments> cases = text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("\\|"))
                    .map(row -> Arguments.of(
                            row[0].strip(), row[1].strip(), row[2].strip().equals("yes")))
                    .toList();
            return cases.stream();
        }
    }

    private static Reason refusal(String host, X509Certificate certificate) {
        try {
            ServerName.of(java(host)).require(certificate);
            return null;
        } catch (VerificationFailure e) {
            return e.reason();
        }
    }

    private static X509Certificate certificate(String names) {
        Certificate description = Certificate.named("CN=cn.example").keyPair(KEY);
        if (!names.equals("-")) {
            Arrays.stream(names.split(" ")).forEach(name -> {
                String value = java(name.substring(2));
                if (name.startsWith("D:")) {
                    description.dns(value);
                } else {
                    description.ip(value);
                }
            });
        }
        return Authority.selfSigned(description).certificate();
    }

    /** The few escapes that the table has. */
    private static String java(String text) {
        return text.replace("\\0", "\0").replace("\\u0020", " ");
    }
}
