// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.engine;

import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * A context of the JDK's without identity that trusts nobody: for asking what the JDK can do, and for a session that
 * says that there is none.
 */
public final class BlankContext {

    private BlankContext() {}

    /** Makes one. */
    public static SSLContext create() {
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
