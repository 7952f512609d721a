// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FtpSettingsTest {

    /** The configuration as SCR makes it: the values given, and the annotation's defaults. */
    static <T extends Annotation> T config(Class<T> type, Map<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), defaultOf(method))));
    }

    private static Object defaultOf(Method method) {
        return method.getDefaultValue();
    }

    private static FtpSettings settings(String key, Object value) {
        Map<String, Object> values = new HashMap<>(Map.of("flashFolder", "data/flash"));
        values.put(key, value);
        return FtpSettings.of(config(FtpConfig.class, values));
    }

    @Test
    void listensOnLoopbackByDefault() {
        FtpSettings settings = settings("flashFolder", "data/flash");
        assertThat(settings.address().getAddress().isLoopbackAddress()).isTrue();
        assertThat(settings.address().getPort()).isEqualTo(2121);
        assertThat(settings.flashFolder()).isEqualTo(Path.of("data/flash").toAbsolutePath());
        assertThat(settings.stateFolder()).isEqualTo(Path.of("data/ftp-state").toAbsolutePath());
        assertThat(settings.limits().flash().maxFileBytes()).isEqualTo(16L << 20);
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0", "192.168.1.5", "::", "fe80::1"})
    void refusesToListenInClearTextBeyondLoopback(String address) {
        Map<String, Object> open = Map.of("flashFolder", "flash", "address", address, "tls", "off");
        assertThatThrownBy(() -> FtpSettings.of(config(FtpConfig.class, open)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("address: ")
                .hasMessageContaining("clear text")
                .hasMessageContaining("allowClearText=true");
        Map<String, Object> allowed = new HashMap<>(open);
        allowed.put("allowClearText", true);
        assertThat(FtpSettings.of(config(FtpConfig.class, allowed))
                        .address()
                        .getAddress()
                        .isLoopbackAddress())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, preferred, -1, false",
        "127.0.0.1, required, -1, true",
        "127.0.0.1, preferred, 0, true",
        "192.168.1.5, preferred, -1, true",
        "127.0.0.1, off, -1, false"
    })
    void wantsACertificateWhereSomebodyCouldNotComeInWithout(
            String address, String tls, int implicitTlsPort, boolean wanted) {
        FtpSettings settings = FtpSettings.of(config(
                FtpConfig.class,
                Map.of("flashFolder", "flash", "address", address, "tls", tls, "implicitTlsPort", implicitTlsPort)));
        assertThat(settings.needsCertificate()).isEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1", "127.1.2.3", "::1", "localhost"})
    void acceptsLoopback(String address) {
        assertThat(settings("address", address).address().getAddress().isLoopbackAddress())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "address, gateway.example",
        "address, ''",
        "flashFolder, ''",
        "flashFolder, /",
        "stateFolder, data/flash/state",
        "stateFolder, data",
        "passivePorts, 70000",
        "passivePorts, 30000-",
        "passivePorts, 30009-30000",
        "passiveAddress, gateway.example",
        "tls, maybe"
    })
    void refusesABadTextByItsKey(String key, String value) {
        assertThatThrownBy(() -> settings(key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(key + ": ");
    }

    @ParameterizedTest
    @CsvSource({
        "port, -1",
        "port, 65536",
        "idleTimeoutSeconds, 4",
        "maxCredentialBytes, 0",
        "maxSessions, 0",
        "maxSessions, 1001",
        "dataConnectSeconds, 0",
        "implicitTlsPort, 65536",
        "implicitTlsPort, -2"
    })
    void refusesABadNumberByItsKey(String key, int value) {
        assertThatThrownBy(() -> settings(key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(key + ": ");
    }

    @Test
    void namesAUserAfterItsFile() {
        String hash = "pbkdf2-sha256:210000:AAAAAAAAAAA=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        assertThat(account("ops", Map.of("passwordHash", hash)).name()).isEqualTo("ops");
        assertThat(account("ops", Map.of("passwordHash", hash, "name", "eve")).name())
                .isEqualTo("eve");
        assertThatThrownBy(() -> account("ops", Map.of("passwordHash", "open sesame")))
                .hasMessageStartingWith("passwordHash: ")
                .hasMessageNotContaining("sesame");
        assertThatThrownBy(() -> account("anonymous", Map.of("passwordHash", hash)))
                .hasMessageStartingWith("name: ");
    }

    @Test
    void aUserStaysWhoHeIsWhenABadChangeComes() {
        String hash = "pbkdf2-sha256:210000:AAAAAAAAAAA=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        ConfiguredAccount account = account("ops", Map.of("passwordHash", hash, "readOnly", true));
        Map<String, Object> pid = Map.of("service.pid", "org.ussl.ftp.user~ops");

        account.change(
                config(ConfiguredAccount.Config.class, Map.of("passwordHash", hash, "addresses", new String[] {"x"})),
                pid);
        assertThat(account.permissions().readOnly()).isTrue();

        account.change(config(ConfiguredAccount.Config.class, Map.of("passwordHash", hash, "name", "eve")), pid);
        assertThat(account.name()).isEqualTo("eve");
        assertThat(account.permissions().readOnly()).isFalse();
    }

    private static ConfiguredAccount account(String name, Map<String, Object> values) {
        return new ConfiguredAccount(
                config(ConfiguredAccount.Config.class, values), Map.of("service.pid", "org.ussl.ftp.user~" + name));
    }
}
