// SPDX-License-Identifier: Apache-2.0
package org.ussl.jca.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Security;
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
