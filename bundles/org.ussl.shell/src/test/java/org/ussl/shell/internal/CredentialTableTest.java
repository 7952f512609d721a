// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ussl.credential.CertificateInfo;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialPart;

class CredentialTableTest {
    private static final Instant MADE = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void showsWhatIsInUseAndWhatWaits() {
        CredentialInfo info = new CredentialInfo(
                "default",
                2,
                MADE,
                List.of(certificate("CN=gw-17", "2027-03-01T00:00:00Z")),
                List.of(certificate("CN=CA", "2036-01-01T00:00:00Z")),
                true,
                Set.of(CredentialPart.CERT));

        assertThat(CredentialTable.of(List.of(info)).lines().toList().get(1))
                .contains("default", "2", "CN=gw-17", "2027-03-01", "in use; cert.pem waits");
    }

    @Test
    void fitsEightyColumnsWhateverTheNames() {
        CredentialInfo info = new CredentialInfo(
                "p".repeat(64),
                123_456,
                MADE,
                List.of(certificate("CN=" + "x".repeat(200), "2027-03-01T00:00:00Z")),
                List.of(),
                false,
                Set.of());

        assertThat(CredentialTable.of(List.of(info)).lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }

    @Test
    void saysThatThereIsACaOnly() {
        CredentialInfo info = new CredentialInfo(
                "default", 1, MADE, List.of(), List.of(certificate("CN=CA", "2036-01-01T00:00:00Z")), true, Set.of());

        assertThat(CredentialTable.of(List.of(info))).contains("(1 CA only)", "2036-01-01");
    }

    private static CertificateInfo certificate(String subject, String notAfter) {
        return new CertificateInfo(subject, "CN=CA", "01", MADE, Instant.parse(notAfter), "00");
    }
}
