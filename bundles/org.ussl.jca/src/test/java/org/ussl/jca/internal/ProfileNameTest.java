// SPDX-License-Identifier: Apache-2.0
package org.ussl.jca.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.DomainLoadStoreParameter;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ussl.tls.CertReqs;
import org.ussl.tls.TlsOptions;

class ProfileNameTest {
    @Test
    void typeAloneIsTheDefaultProfile() {
        assertThat(ProfileName.ofType("ussl")).contains(ProfileName.DEFAULT);
        assertThat(ProfileName.ofType("USSL/line-3")).contains(new ProfileName("line-3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "USSL/", "USSL/Line", "USSL/../x", "USSL/private.key", "USSLX", "USSL/a/b"})
    void otherTypesAreNotOurs(String type) {
        assertThat(ProfileName.ofType(type)).isEmpty();
    }

    @Test
    void fileMayHaveCommentsAndWhiteSpace() throws IOException {
        assertThat(read("# for Jetty\r\n\r\n  profile= line-3 \r\n")).contains(new ProfileName("line-3"));
        assertThat(read("# nothing\n")).isEmpty();
        assertThat(read("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"line-3", "profile=", "profile=A", "profile=a\nprofile=b", "-----BEGIN PRIVATE KEY-----"})
    void fileThatIsNotOursIsRefusedAndNotRepeated(String content) {
        assertThatThrownBy(() -> read(content))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("profile=NAME")
                .hasMessageNotContaining("BEGIN");
    }

    @Test
    void longFileIsNotReadToItsEnd() {
        assertThatThrownBy(() -> read("#".repeat(5000))).isInstanceOf(IOException.class);
    }

    @Test
    void parameterNamesAProfile() {
        assertThat(ProfileName.ofParameter(new DomainLoadStoreParameter(URI.create("ussl:line-3"), Map.of())))
                .contains(new ProfileName("line-3"));
        assertThat(ProfileName.ofParameter(null)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ProfileName.ofParameter(new DomainLoadStoreParameter(URI.create("ussl:///line-3"), Map.of())));
    }

    @Test
    void clientDemandsACertificateAndServerWhatItsSoftwareSays() {
        ProfileName shown = new ProfileName("a");
        ProfileName trusted = new ProfileName("b");

        TlsOptions client = shown.client(trusted, true);
        assertThat(client.certReqs()).isEqualTo(CertReqs.REQUIRED);
        assertThat(client.certfile()).hasToString("/flash/cert/a/cert.pem");
        assertThat(client.caCerts()).hasToString("/flash/cert/b/ca.pem");
        assertThat(shown.client(trusted, false).certfile()).isNull();
        assertThat(shown.server(trusted, CertReqs.NONE).caCerts()).isNull();
        assertThat(shown.server(trusted, CertReqs.OPTIONAL).certReqs()).isEqualTo(CertReqs.OPTIONAL);
    }

    private static Optional<ProfileName> read(String file) throws IOException {
        return ProfileName.ofFile(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)));
    }
}
