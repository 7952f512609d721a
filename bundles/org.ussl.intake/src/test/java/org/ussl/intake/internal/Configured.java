// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.lang.reflect.Proxy;
import java.util.Map;

/** What DS passes: the values that are configured, by the name of their method, and the defaults of all others. */
final class Configured {

    private Configured() {}

    static IntakeComponent.Config with(Map<String, Object> values) {
        return (IntakeComponent.Config) Proxy.newProxyInstance(
                Configured.class.getClassLoader(),
                new Class<?>[] {IntakeComponent.Config.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
