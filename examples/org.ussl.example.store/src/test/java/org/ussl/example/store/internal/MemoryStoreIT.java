// SPDX-License-Identifier: Apache-2.0
package org.ussl.example.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.Credentials;
import org.ussl.testing.gateway.TestGateway;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

class MemoryStoreIT {
    private final Authority ca = Authority.create("CN=Example CA");
    private final Identity first = ca.issue(Certificate.named("CN=first"));
    private final Identity second = ca.issue(Certificate.named("CN=second"));

    @TempDir
    Path work;

    private TestGateway gateway;
    private Credentials credentials;

    @BeforeEach
    void start() throws Exception {
        gateway = TestGateway.start(
                Path.of(System.getProperty("ussl.example.bundles")),
                Path.of(System.getProperty("ussl.example.jar")),
                work);
        gateway.service("org.ussl.credential.spi.CredentialStore", "(service.ranking=100)");
        credentials = gateway.service(Credentials.class, "(service.id=*)");
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void takesTheFileStoresPlaceInTheWholeGateway() throws Exception {
        gateway.deliver("default", ca.certificate(), first);

        assertThat(gateway.service(SSLSocketFactory.class, "(&(ussl.profile=default)(ussl.cert_reqs=required))"))
                .isNotNull();
        assertThat(sealedFiles()).isEmpty();
    }

    @Test
    void keepsVersionsAndPutsOneBackIntoUse() throws Exception {
        gateway.deliver("default", ca.certificate(), first);
        gateway.deliver("default", ca.certificate(), second);
        assertThat(subject()).isEqualTo("CN=second");

        credentials.rollback("default", 2);

        assertThat(subject()).isEqualTo("CN=first");
        assertThat(credentials.history("default"))
                .extracting(CredentialInfo::revision)
                .containsExactly(4L, 3L, 2L, 1L);
        assertThatThrownBy(() -> credentials.rollback("default", 17)).hasMessageContaining("revision 17");
    }

    @Test
    void keepsAPartThatWaitsUntilItIsDropped() throws Exception {
        CredentialIntake intake = gateway.service(CredentialIntake.class, "(service.id=*)");
        intake.offer(new CredentialPath("default", CredentialPart.KEY), first.keyPem());
        assertThat(profile().pending()).containsExactly(CredentialPart.KEY);

        intake.drop("default");

        assertThat(credentials.profiles()).isEmpty();
    }

    private String subject() {
        return profile().chain().get(0).subject();
    }

    private CredentialInfo profile() {
        return credentials.profiles().get(0);
    }

    private List<Path> sealedFiles() throws Exception {
        Path folder = work.resolve("store");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("default"))
                    .toList();
        }
    }
}
