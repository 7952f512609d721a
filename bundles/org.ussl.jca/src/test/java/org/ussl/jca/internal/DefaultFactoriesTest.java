// SPDX-License-Identifier: Apache-2.0
package org.ussl.jca.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.security.Provider;
import java.security.Security;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.ussl.jca.internal.DefaultFactories.Displaced;

class DefaultFactoriesTest {
    @Test
    void defaultsAreGivenBack() {
        Displaced before = DefaultFactories.present();
        DefaultFactories.displace();
        try {
            assertThat(KeyManagerFactory.getDefaultAlgorithm()).isEqualTo("USSL");
            assertThat(TrustManagerFactory.getDefaultAlgorithm()).isEqualTo("USSL");
            // What a crashed predecessor left is not taken for the JVM's own.
            assertThat(DefaultFactories.present()).isEqualTo(new Displaced("SunX509", "PKIX"));
        } finally {
            DefaultFactories.restore(before);
        }
        assertThat(KeyManagerFactory.getDefaultAlgorithm()).isEqualTo(before.keys());
        assertThat(TrustManagerFactory.getDefaultAlgorithm()).isEqualTo(before.trust());
    }

    @Test
    void defaultsComeAndGoWithTheConfigurationAndStayWhenItCannotBeRead() {
        String before = KeyManagerFactory.getDefaultAlgorithm();
        JcaComponent component = new JcaComponent(config(false), Map.of());
        try {
            Provider first = Security.getProvider("USSL");
            component.change(config(true), Map.of("defaultFactories", "true"));
            assertThat(KeyManagerFactory.getDefaultAlgorithm()).isEqualTo("USSL");
            Provider second = Security.getProvider("USSL");
            assertThat(second).isNotNull().isNotSameAs(first);

            component.change(config(false), Map.of("defaultFactories", "ture", "service.pid", "org.ussl.jca"));
            assertThat(KeyManagerFactory.getDefaultAlgorithm()).isEqualTo("USSL");
            assertThat(Security.getProvider("USSL")).isSameAs(second);

            component.change(config(false), Map.of("defaultFactories", "false"));
            assertThat(KeyManagerFactory.getDefaultAlgorithm()).isEqualTo(before);
        } finally {
            component.deactivate();
        }
        assertThat(Security.getProvider("USSL")).isNull();
    }

    private static JcaComponent.Config config(boolean defaultFactories) {
        return (JcaComponent.Config) Proxy.newProxyInstance(
                JcaComponent.class.getClassLoader(),
                new Class<?>[] {JcaComponent.Config.class},
                (proxy, method, none) -> defaultFactories);
    }

    @Test
    void whatSomebodyElseHasSetSinceStays() {
        Displaced before = DefaultFactories.present();
        DefaultFactories.displace();
        Security.setProperty("ssl.KeyManagerFactory.algorithm", "PKIX");
        try {
            DefaultFactories.restore(before);
            assertThat(KeyManagerFactory.getDefaultAlgorithm()).isEqualTo("PKIX");
            assertThat(TrustManagerFactory.getDefaultAlgorithm()).isEqualTo(before.trust());
        } finally {
            Security.setProperty("ssl.KeyManagerFactory.algorithm", before.keys());
        }
    }
}
