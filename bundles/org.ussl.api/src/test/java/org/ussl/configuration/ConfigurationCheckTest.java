// SPDX-License-Identifier: Apache-2.0
package org.ussl.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationCheckTest {

    /** The keys of the tests. */
    public @interface Config {
        int port() default 1;

        boolean will_retained() default false;

        String _password() default "";
    }

    /** What Declarative Services make of the values: a number that is none is told when it is asked for. */
    private static Config config(Map<String, ?> values) {
        return (Config) Proxy.newProxyInstance(
                Config.class.getClassLoader(), new Class<?>[] {Config.class}, (proxy, method, arguments) -> {
                    Object value = values.get(method.getName().replace('_', '.'));
                    if (value == null) {
                        return method.getDefaultValue();
                    }
                    String text = value.toString();
                    if (method.getReturnType() == int.class) {
                        return value instanceof Number number ? number.intValue() : Integer.parseInt(text);
                    }
                    return method.getReturnType() == boolean.class ? (Object) Boolean.valueOf(text) : text;
                });
    }

    private static Config readable(Map<String, ?> values) {
        return ConfigurationCheck.readable(Config.class, config(values), values);
    }

    @Test
    void takesWhatCanBeRead() {
        assertThat(readable(Map.of("port", "7", "will.retained", "TRUE", ".password", "x"))
                        .port())
                .isEqualTo(7);
    }

    @Test
    void refusesByItsKeyWhatIsNoNumber() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> readable(Map.of("port", "many")))
                .withMessageStartingWith("port: \"many\" is no whole number");
    }

    @Test
    void refusesANumberThatWouldBecomeAnother() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> readable(Map.of("port", 4_294_967_297L)))
                .withMessageStartingWith("port: ");
    }

    @Test
    void refusesWhatIsNeitherTrueNorFalse() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> readable(Map.of("will.retained", "yes")))
                .withMessage("will.retained: \"yes\" is neither true nor false");
    }

    @Test
    void namesThePidInWhatIsLogged() {
        assertThat(ConfigurationCheck.kept(
                        Map.of("service.pid", "org.ussl.mqtt~cloud"), new IllegalArgumentException("uri: is none")))
                .isEqualTo("org.ussl.mqtt~cloud: uri: is none; the configuration before stays in force");
        assertThat(ConfigurationCheck.pid(Map.of("component.name", "c"))).isEqualTo("c");
    }
}
