// SPDX-License-Identifier: Apache-2.0
package org.ussl.bench.tls;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Locale;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;

/** A TLS implementation as an application uses it by hand. */
enum Engine {
    /** The JDK's. */
    JDK {
        @Override
        @Nullable
        Provider provider() {
            return null;
        }
    },
    /** Bouncy Castle's. */
    BC {
        @Override
        Provider provider() {
            return new BouncyCastleJsseProvider(false, new BouncyCastleProvider());
        }
    },
    /** BoringSSL. */
    CONSCRYPT {
        @Override
        Provider provider() {
            return Conscrypt.newProvider();
        }
    };

    /** The provider that has it; {@code null} for the JVM's first. */
    abstract @Nullable Provider provider();

    /** The service's name for it. */
    String configured() {
        return name().toLowerCase(Locale.ROOT);
    }

    SSLContext context() throws GeneralSecurityException {
        Provider provider = provider();
        return provider == null ? SSLContext.getInstance("TLS") : SSLContext.getInstance("TLS", provider);
    }

    /** Each engine wants trust managers of its own, and Bouncy Castle's key managers too. */
    TrustManagerFactory trustManagers() throws GeneralSecurityException {
        Provider provider = provider();
        return provider == null
                ? TrustManagerFactory.getInstance("PKIX")
                : TrustManagerFactory.getInstance("PKIX", provider);
    }

    KeyManagerFactory keyManagers() throws GeneralSecurityException {
        Provider provider = provider();
        return this == BC && provider != null
                ? KeyManagerFactory.getInstance("PKIX", provider)
                : KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    }
}
