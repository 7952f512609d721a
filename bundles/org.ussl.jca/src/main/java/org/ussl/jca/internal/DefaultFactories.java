// SPDX-License-Identifier: Apache-2.0
package org.ussl.jca.internal;

import java.security.Security;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes our factories the JVM's default ones, and takes that back. Software that has a setting for the key store's type
 * and none for the factory's algorithm asks for the default, and the JDK's default copies keys out of a key store once.
 */
final class DefaultFactories {
    private static final String KEYS = "ssl.KeyManagerFactory.algorithm";
    private static final String TRUST = "ssl.TrustManagerFactory.algorithm";

    private DefaultFactories() {}

    /**
     * The algorithms that were the default before.
     *
     * @param keys of key managers; {@code null} if ours does not stand in its place
     * @param trust of trust managers; {@code null} if ours does not stand in its place
     */
    record Displaced(@Nullable String keys, @Nullable String trust) {
        static final Displaced NONE = new Displaced(null, null);
    }

    /** What the defaults are now, unless that is ours, left over by a bundle that could not take it back. */
    static Displaced present() {
        return new Displaced(
                notOurs(KeyManagerFactory.getDefaultAlgorithm(), "SunX509"),
                notOurs(TrustManagerFactory.getDefaultAlgorithm(), "PKIX"));
    }

    private static String notOurs(String algorithm, String otherwise) {
        return algorithm.equalsIgnoreCase(ProfileName.TYPE) ? otherwise : algorithm;
    }

    /** Puts ours in their place. */
    static void displace() {
        Security.setProperty(KEYS, ProfileName.TYPE);
        Security.setProperty(TRUST, ProfileName.TYPE);
    }

    /** Puts back what was there, where ours still stands. */
    static void restore(Displaced displaced) {
        restore(KEYS, displaced.keys());
        restore(TRUST, displaced.trust());
    }

    private static void restore(String property, @Nullable String algorithm) {
        if (algorithm != null && Objects.equals(Security.getProperty(property), ProfileName.TYPE)) {
            Security.setProperty(property, algorithm);
        }
    }
}
