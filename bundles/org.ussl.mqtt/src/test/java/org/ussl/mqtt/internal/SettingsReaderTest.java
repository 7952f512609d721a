// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
    private static final Map<String, ?> PID = Map.of("service.pid", "org.ussl.mqtt~cloud");

    private static Settings read(String key, Object value) {
        Map<String, Object> config = new HashMap<>(Map.of("uri", "mqtts://broker"));
        config.put(key, value);
        return SettingsReader.read(TestConfig.of(config), PID);
    }

    @Test
    void takesTheNameFromThePid() {
        assertThat(read("profile", "p").name()).isEqualTo("cloud");
        assertThat(read("name", "other").name()).isEqualTo("other");
        assertThat(read("profile", "p").clientId()).startsWith("cloud-");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp://broker:1883",
                "mqtt://broker",
                "ws://broker",
                "wss://broker",
                "broker:8883",
                "",
                "ssl://",
                "ssl://user:secret@broker",
                "ssl://broker/path",
                "ssl://a,ssl://b"
            })
    void refusesEverythingButTls(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("uri", uri))
                .withMessageStartingWith("uri: must be ssl://host:port or mqtts://host[:port]");
    }

    @ParameterizedTest
    @CsvSource({
        "ssl://broker:1234, broker, 1234",
        "mqtts://broker, broker, 8883",
        "ssl://gate_way.local, gate_way.local, 8883",
        "ssl://[fe80::1]:8884, fe80::1, 8884"
    })
    void understandsTheBroker(String uri, String host, int port) {
        Settings settings = read("uri", uri);
        assertThat(settings.host()).isEqualTo(host);
        assertThat(settings.port()).isEqualTo(port);
    }

    @ParameterizedTest
    @CsvSource({
        "uri, ssl://broker:99999",
        "name, a b",
        "mqttVersion, 4",
        "bufferSize, 0",
        "keepAliveSeconds, -1",
        "keepAliveSeconds, 70000"
    })
    void refusesABadValueByItsKey(String key, String value) {
        Object typed = value.matches("-?\\d+") && !key.equals("mqttVersion") ? Integer.valueOf(value) : value;
        assertThatIllegalArgumentException().isThrownBy(() -> read(key, typed)).withMessageStartingWith(key + ": ");
    }

    @Test
    void refusesAnImpossibleWill() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("will.topic", "lost/#"))
                .withMessageStartingWith("will.topic: ");
    }

    @Test
    void showsNoPassword() {
        Settings settings = read("_password", "hunter2");
        assertThat(settings.password()).containsExactly("hunter2".toCharArray());
        assertThat(settings.toString()).doesNotContain("hunter2");
    }
}
