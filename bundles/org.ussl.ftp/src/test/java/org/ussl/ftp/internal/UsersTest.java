// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.Credentials;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/** Who may do what. */
class UsersTest {

    private static final String HASH = PasswordHash.of(Gateway.PASSWORD.toCharArray(), 10_000, new SecureRandom())
            .text();

    @TempDir
    Path folder;

    private Gateway gateway;

    @BeforeEach
    void start() {
        gateway = Gateway.withUser(folder, Map.of("requireTlsReuse", false));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static FtpAccount account(String name, Map<String, Object> keys) {
        Map<String, Object> all = new HashMap<>(Map.of("passwordHash", HASH));
        all.putAll(keys);
        return new ConfiguredAccount(
                FtpSettingsTest.config(ConfiguredAccount.Config.class, all),
                Map.of("service.pid", "org.ussl.ftp.user~" + name));
    }

    @Test
    void writesItsOwnProfilesOnly() throws Exception {
        gateway.server.add(account("fitter", Map.of("profiles", new String[] {"line-*, pump", "default"})));
        try (Wire wire = Wire.login(gateway, "fitter")) {
            for (String mine : List.of("/flash/cert/line-3/", "/flash/cert/pump/", "/flash/cert/")) {
                assertThat(wire.upload(mine + "ca.pem", "good")).as(mine).startsWith("226 ");
            }
            for (String other :
                    List.of("/flash/cert/ftp/ca.pem", "/flash/cert/pump2/ca.pem", "/flash/cert/ftp/ca.pem.part")) {
                assertThat(wire.upload(other, "good")).as(other).startsWith("550 fitter may not write the profile ");
            }
            wire.ask("DELE /flash/cert/ftp/ca.pem", "550");
            assertThat(wire.upload("/flash/new.pem", "good")).startsWith("226 ");
            wire.ask("RNFR /flash/new.pem", "350");
            wire.ask("RNTO /flash/cert/ftp/ca.pem", "550");
            wire.ask("SITE DROP ftp", "550");
            wire.ask("SITE DROP pump", "250");
        }
        assertThat(gateway.recording.offers)
                .extracting(offer -> offer.path().profile())
                .containsExactly("line-3", "pump", "default");
        assertThat(gateway.recording.removals).isEmpty();
        assertThat(gateway.recording.drops).containsExactly("pump");
    }

    @Test
    void isToldOfItsOwnProfilesOnly() throws Exception {
        gateway.services.credentials.bind(new Credentials() {
            @Override
            public List<CredentialInfo> profiles() {
                return List.of(info("ftp"), info("pump"));
            }

            private CredentialInfo info(String name) {
                return new CredentialInfo(name, 1, Instant.EPOCH, List.of(), List.of(), true, Set.of());
            }

            @Override
            public List<CredentialInfo> history(String profile) {
                return List.of();
            }

            @Override
            public CredentialInfo rollback(String profile, long revision) {
                throw new UnsupportedOperationException();
            }
        });
        gateway.server.add(account("fitter", Map.of("profiles", new String[] {"pump"})));
        try (Wire wire = Wire.login(gateway, "fitter")) {
            assertThat(wire.ask("SITE STATUS")).contains("pump").doesNotContain("ftp");
            assertThat(wire.ask("SITE STATUS ftp")).isEqualTo("200 This profile has no credential");
        }
    }

    @Test
    void readsOnlyIfItMayOnlyRead() throws Exception {
        gateway.server.add(account("guest", Map.of("readOnly", true)));
        try (Wire ops = Wire.login(gateway)) {
            ops.upload("/flash/shown.txt", "x");
        }
        try (Wire wire = Wire.login(gateway, "guest")) {
            assertThat(wire.list("NLST /flash")).contains("shown.txt");
            wire.ask("SIZE /flash/shown.txt", "213");
            for (String verb : List.of("STOR", "APPE", "STOU", "RNFR", "RNTO", "DELE", "MKD", "RMD")) {
                assertThat(wire.ask(verb + " /flash/shown.txt")).as(verb).startsWith("550 guest may only read");
            }
            assertThat(wire.upload("/flash/cert/ca.pem", "good")).startsWith("550 ");
            wire.ask("SITE DROP default", "550");
        }
        assertThat(gateway.flash.resolve("shown.txt")).hasContent("x");
        assertThat(gateway.recording.offers).isEmpty();
        assertThat(gateway.recording.drops).isEmpty();
    }

    @Test
    void comesFromWhereItMay() throws Exception {
        gateway.server.add(account("near", Map.of("addresses", new String[] {"127.0.0.0/8"})));
        gateway.server.add(account("far", Map.of("addresses", new String[] {"192.0.2.0/24", "2001:db8::/32"})));
        Wire.login(gateway, "near").close();
        assertThatThrownBy(() -> Wire.login(gateway, "far")).hasMessageContaining("530");
    }

    @Test
    void showsACertificateInPlaceOfAPassword() throws Exception {
        Authority plant = Authority.create("CN=Plant CA");
        Identity operator = plant.issue(Certificate.named("CN=operator").dns("laptop.example"));
        TlsDouble tls = new TlsDouble();
        tls.use(plant.issue(Certificate.named("CN=gw-17")), plant);
        gateway.services.tls.bind(tls.service());
        gateway.server.add(account("byname", Map.of("passwordHash", "", "clientCertificate", "operator")));
        gateway.server.add(account("byhost", Map.of("passwordHash", "", "clientCertificate", "laptop.example")));
        gateway.server.add(account("other", Map.of("passwordHash", "", "clientCertificate", "someone else")));
        SSLContext shown = Wire.trusting(operator);
        assertThat(login("byname", shown)).startsWith("230 ");
        assertThat(login("byhost", shown)).startsWith("230 ");
        assertThat(login("other", shown)).startsWith("530 ");
        assertThat(login("byname", Wire.trusting(null))).startsWith("530 ");
        assertThat(login(Gateway.USER, shown)).startsWith("530 ");
        Identity stranger = Authority.create("CN=Plant CA").issue(Certificate.named("CN=operator"));
        assertThatThrownBy(() -> login("byname", Wire.trusting(stranger))).isInstanceOf(IOException.class);
    }

    private String login(String user, SSLContext context) throws Exception {
        try (Wire wire = Wire.to(gateway)) {
            wire.startTls(context);
            wire.ask("USER " + user, "331");
            return wire.ask("PASS no-password");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "10.0.0.0/9, 10.127.0.1, true",
        "10.0.0.0/9, 10.128.0.1, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, ::1, false",
        "2001:db8::/32, 2001:db8:1::5, true",
        "2001:db8::/32, 2001:db9::5, false"
    })
    void knowsWhatLiesInARange(String range, String address, boolean inside) throws Exception {
        assertThat(AddressRange.parse(range).contains(InetAddress.getByName(address)))
                .isEqualTo(inside);
    }

    @Test
    void refusesABadConfigurationByItsKey() {
        assertThatThrownBy(() -> account("a", Map.of("addresses", new String[] {"10.0.0.0/33"})))
                .hasMessageStartingWith("addresses: ");
        assertThatThrownBy(() -> account("a", Map.of("addresses", new String[] {"gateway.example"})))
                .hasMessageStartingWith("addresses: ");
        assertThatThrownBy(() -> account("a", Map.of("profiles", new String[] {"../x"})))
                .hasMessageStartingWith("profiles: ");
        assertThatThrownBy(() -> account("a", Map.of("passwordHash", ""))).hasMessageStartingWith("passwordHash: ");
    }
}
