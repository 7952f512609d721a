// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.ussl.credential.spi.CredentialStore;

/** What a change of the configuration does, where there is no engine. */
class ChangedFleetTest {
    @TempDir
    Path folder;

    private Map<String, Object> values(String key, Object value) {
        Map<String, Object> values = new HashMap<>(Map.of(
                "service.pid",
                FleetConfig.PID,
                "servers",
                new String[] {"nats://127.0.0.1:1"},
                "fleet",
                "plant",
                "gateway",
                "gw-17",
                "folder",
                folder.resolve("fleet").toString()));
        values.put(key, value);
        return values;
    }

    private static FleetConfig config(Map<String, Object> values) {
        return proxy(FleetConfig.class, method -> values.get(method));
    }

    private interface Answers {
        Object to(String method);
    }

    private static <T> T proxy(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, none) -> {
            Object answer = answers.to(method.getName());
            return answer == null ? method.getDefaultValue() : answer;
        }));
    }

    private static FleetComponent component(Map<String, Object> values) {
        Bundle bundle = proxy(Bundle.class, method -> null);
        return new FleetComponent(
                proxy(CredentialStore.class, method -> null),
                proxy(BundleContext.class, method -> method.equals("getBundle") ? bundle : null),
                config(values),
                values);
    }

    @ParameterizedTest
    @CsvSource({"fleet, a b", "gateway, Gw 17", "folder, ''", "profile, 'x y'"})
    void staysInItsFleetWhenABadValueComes(String key, String bad) {
        FleetComponent component = component(values("fleet", "plant"));
        Map<String, Object> values = values(key, bad);
        values.put("servers", new String[] {"tls://127.0.0.1:1"});

        component.change(config(values), values);

        assertThat(component.fleet()).startsWith("fleet plant: waits for");
        component.stop();
        assertThatThrownBy(() -> component(values)).hasMessageStartingWith(key + ": ");
    }

    @Test
    void goesToAnotherFleetWhenItIsToldTo() {
        FleetComponent component = component(values("fleet", "plant"));
        Map<String, Object> values = values("fleet", "another");

        component.change(config(values), values);

        assertThat(component.fleet()).startsWith("fleet another: waits for");
        component.stop();
    }
}
