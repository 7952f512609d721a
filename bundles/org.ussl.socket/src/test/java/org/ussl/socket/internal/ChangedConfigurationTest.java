// SPDX-License-Identifier: Apache-2.0
package org.ussl.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangedConfigurationTest {
    /** As Declarative Services convert text: what is no number is complained of when somebody reads it. */
    private static DeadlineSockets.Config config(Map<String, ?> properties) {
        return (DeadlineSockets.Config) Proxy.newProxyInstance(
                DeadlineSockets.Config.class.getClassLoader(),
                new Class<?>[] {DeadlineSockets.Config.class},
                (proxy, method, none) -> Integer.parseInt(String.valueOf(properties.get(method.getName()))));
    }

    private static DeadlineSockets sockets(Map<String, Object> properties) {
        return new DeadlineSockets(config(properties), properties);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-5", "soon"})
    void keepsItsTimeoutWhenABadOneComes(String bad) {
        DeadlineSockets sockets = sockets(Map.of("connectTimeoutMillis", "1234"));
        assertThat(sockets.connectTimeout()).hasMillis(1234);

        Map<String, Object> refused = Map.of("connectTimeoutMillis", bad, "service.pid", "org.ussl.socket");
        sockets.change(config(refused), refused);
        assertThat(sockets.connectTimeout()).hasMillis(1234);

        Map<String, Object> taken = Map.of("connectTimeoutMillis", "4321");
        sockets.change(config(taken), taken);
        assertThat(sockets.connectTimeout()).hasMillis(4321);

        assertThatThrownBy(() -> sockets(refused)).hasMessageStartingWith("connectTimeoutMillis: ");
    }
}
