// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.CertificateInfo;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.Credentials;

class SiteCommandsTest {

    private static final CertificateInfo LEAF = new CertificateInfo(
            "CN=gw-17",
            "CN=Plant CA",
            "2a",
            Instant.parse("2026-11-01T00:00:00Z"),
            Instant.parse("2027-03-01T00:00:00Z"),
            "ab12");
    private static final CertificateInfo ANCHOR = new CertificateInfo(
            "CN=Plant CA",
            "CN=Plant CA",
            "1",
            Instant.parse("2026-01-01T00:00:00Z"),
            Instant.parse("2036-11-19T00:00:00Z"),
            "cd34");

    private final List<CredentialInfo> profiles = new ArrayList<>();

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

    @TempDir
    Path folder;

    private Gateway gateway;
    private Wire wire;

    @BeforeEach
    void start() throws Exception {
        gateway = Gateway.withUser(folder);
        gateway.services.credentials.bind(credentials);
        wire = Wire.login(gateway);
    }

    @AfterEach
    void stop() throws Exception {
        wire.close();
        gateway.close();
    }

    private void knowTwoProfiles() {
        profiles.add(new CredentialInfo(
                "226",
                3,
                Instant.parse("2026-11-22T10:00:00Z"),
                List.of(LEAF),
                List.of(ANCHOR),
                true,
                Set.of(CredentialPart.KEY)));
        profiles.add(new CredentialInfo(
                "line-3", 0, Instant.EPOCH, List.of(), List.of(), true, Set.of(CredentialPart.CERT)));
    }

    @Test
    void tellsOfAllProfilesInALineEach() throws Exception {
        assertThat(wire.ask("SITE STATUS")).isEqualTo("200 No profile has a credential");
        knowTwoProfiles();
        assertThat(wire.ask("site status").split("\n"))
                .containsExactly(
                        "200-Profiles:",
                        "226: revision 3, CN=gw-17, expires 2027-03-01, 1 CA certificate; waits: private key",
                        "line-3: nothing in use; waits: certificate",
                        "200 2 profiles");
        // The wire shows that no line of it looks like a reply.
        assertThat(wire.heard).contains("\n 226: revision 3");
    }

    @Test
    void tellsMoreOfOneProfile() throws Exception {
        knowTwoProfiles();
        assertThat(wire.ask("SITE STATUS 226"))
                .contains(
                        "committed: 2026-11-22T10:00:00Z",
                        "issued by CN=Plant CA, serial 2a",
                        "SHA-256 ab12",
                        "SHA-256 cd34");
        assertThat(wire.ask("SITE STATUS nobody")).isEqualTo("200 This profile has no credential");
    }

    @Test
    void dropsWhatWaits() throws Exception {
        assertThat(wire.ask("SITE DROP line-3")).isEqualTo("250 line-3: the private key that waited is dropped");
        assertThat(gateway.recording.drops).containsExactly("line-3");
        assertThat(gateway.recording.removals).isEmpty();
        for (String bad :
                List.of("SITE DROP", "SITE DROP ../x", "SITE DROP a b", "SITE STATUS a b", "SITE DROP ca.pem")) {
            assertThat(wire.ask(bad)).as(bad).startsWith("501 ");
        }
        assertThat(gateway.recording.drops).hasSize(1);
    }

    @Test
    void saysWhatThereIs() throws Exception {
        assertThat(wire.ask("SITE HELP")).startsWith("214-").contains("SITE STATUS", "SITE DROP");
        for (String other :
                List.of("SITE", "SITE WHO", "SITE STAT", "SITE ZONE", "SITE CHMOD 644 x", "SITE DESCUSER")) {
            assertThat(wire.ask(other)).as(other).startsWith("502 ");
        }
    }

    @Test
    void answersForATimeWhenTheStoreIsAway() throws Exception {
        gateway.services.credentials.unbind(credentials);
        gateway.services.intake.unbind(gateway.recording);
        assertThat(wire.ask("SITE STATUS")).startsWith("450 ");
        assertThat(wire.ask("SITE DROP line-3")).startsWith("450 ");
    }

    @Test
    void isForUsersOnly() throws Exception {
        try (Wire stranger = Wire.to(gateway)) {
            assertThat(stranger.ask("SITE STATUS")).startsWith("530 ");
            assertThat(stranger.ask("SITE DROP line-3")).startsWith("530 ");
        }
        assertThat(gateway.recording.drops).isEmpty();
    }
}
