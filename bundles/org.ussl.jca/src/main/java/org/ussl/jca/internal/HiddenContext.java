// SPDX-License-Identifier: Apache-2.0
package org.ussl.jca.internal;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError;

/**
 * The context of the algorithm {@code USSL}: all that it makes is the TLS service's, with everything that follows a
 * swap there. It takes managers of ours or none; others are refused, because it would not ask them.
 */
final class HiddenContext extends SSLContextSpi {
    private final CurrentTls tls;
    private final ProfileName ofType;
    private volatile @Nullable Sides sides;

    HiddenContext(CurrentTls tls, ProfileName ofType) {
        this.tls = tls;
        this.ofType = ofType;
    }

    @Override
    protected void engineInit(
            KeyManager @Nullable [] keyManagers, TrustManager @Nullable [] trustManagers, @Nullable SecureRandom random)
            throws KeyManagementException {
        ProfileName shown = ofType;
        if (keyManagers != null) {
            for (KeyManager manager : keyManagers) {
                if (!(manager instanceof ProfileKeyManager ours)) {
                    throw foreign(manager);
                }
                shown = ours.profile();
            }
        }
        ProfileName trusted = shown;
        if (trustManagers != null) {
            for (TrustManager manager : trustManagers) {
                if (!(manager instanceof ProfileTrustManager ours)) {
                    throw foreign(manager);
                }
                trusted = ours.profile();
            }
        }
        sides = new Sides(tls, shown, trusted);
    }

    private static KeyManagementException foreign(Object manager) {
        return new KeyManagementException("a context of the algorithm " + ProfileName.TYPE
                + " takes managers of that algorithm's factories, or none, not "
                + manager.getClass().getName() + "; the algorithm TLS takes any");
    }

    private Sides sides() {
        Sides now = sides;
        if (now == null) {
            throw new IllegalStateException("the context is not initialised");
        }
        return now;
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        return new HiddenSocketFactory(sides());
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        return new HiddenListenerFactory(sides());
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        return new LateEngine(sides(), null, -1);
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        return new LateEngine(sides(), host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        Sides now = sides();
        try {
            return now.context(now.server(false, false)).getServerSessionContext();
        } catch (SSLError e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return sides().clientContext().getClientSessionContext();
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
        return sides().clientContext().getDefaultSSLParameters();
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
        return sides().clientContext().getSupportedSSLParameters();
    }
}
