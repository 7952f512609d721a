// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * A context without identity that trusts nobody: for asking the engine what it can do, before there is a credential.
 */
final class BlankContext {

    private BlankContext() {}

    static SSLContext create() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            // Empty and not null, which would stand for the JVM's default stores.
            context.init(new KeyManager[0], new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
    }
}
