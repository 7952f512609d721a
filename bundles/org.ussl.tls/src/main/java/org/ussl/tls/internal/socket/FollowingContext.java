// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.security.KeyManagementException;
import java.security.Provider;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;

/**
 * A JSSE context that stays the same while the credentials change: all that it makes takes the version that is in use
 * when the connection starts.
 */
public final class FollowingContext extends SSLContext {

    /** Makes a context for options. */
    public FollowingContext(Layer layer, TlsOptions options) {
        super(new Spi(layer, options), new Name(), "TLS");
    }

    /**
     * Says where the context comes from, as JSSE demands of every context; it is registered nowhere and offers nothing.
     */
    private static final class Name extends Provider {
        private static final long serialVersionUID = 1L;

        Name() {
            super("USSL", "0.1", "TLS with hidden credentials (ussl)");
        }
    }

    private static final class Spi extends SSLContextSpi {
        private final Layer layer;
        private final TlsOptions options;

        Spi(Layer layer, TlsOptions options) {
            this.layer = layer;
            this.options = options;
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keyManagers,
                TrustManager @Nullable [] trustManagers,
                @Nullable SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("this context takes its credentials from the hidden store");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            if (options.serverSide()) {
                throw new IllegalStateException(
                        "serverSide=true in the options: this context makes listeners and engines");
            }
            return new FollowingSocketFactory(layer, options);
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            if (!options.serverSide()) {
                throw new IllegalStateException(
                        "serverSide=false in the options: this context makes sockets and engines");
            }
            return new FollowingServerSocketFactory(layer, options);
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return engine(null, -1);
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return engine(host, port);
        }

        private SSLEngine engine(@Nullable String host, int port) {
            try {
                return new GuardedEngine(layer, options, host, port);
            } catch (SSLError e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return current().getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return current().getClientSessionContext();
        }

        private SSLContext current() {
            try {
                return layer.currentContext(options);
            } catch (SSLError e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return new HandshakeSettings(layer, options).copy();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return HandshakeSettings.supported(layer);
        }
    }
}
