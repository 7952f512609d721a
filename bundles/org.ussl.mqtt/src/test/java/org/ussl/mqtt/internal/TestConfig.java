// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/** A configuration as DS makes it from a {@code .cfg} file. */
final class TestConfig {
    private TestConfig() {}

    /** Keys are those of the file; what is absent has its default. */
    static MqttConfig of(Map<String, ?> values) {
        Map<String, Object> byMethod = new HashMap<>();
        values.forEach((key, value) -> byMethod.put(key.replace('.', '_'), value));
        return (MqttConfig) Proxy.newProxyInstance(
                MqttConfig.class.getClassLoader(),
                new Class<?>[] {MqttConfig.class},
                (proxy, method, arguments) -> byMethod.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
