// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

/** The TLS engines, by the names that the configuration gives them. */
enum Engine {
    JDK("jdk", "org.ussl.tls", "sun.security.ssl."),
    BC("bc", "org.ussl.tls.bc", "org.bouncycastle."),
    CONSCRYPT("conscrypt", "org.ussl.tls.conscrypt", "org.conscrypt.");

    private final String configured;
    private final String bundle;
    private final String code;

    Engine(String configured, String bundle, String code) {
        this.configured = configured;
        this.bundle = bundle;
        this.code = code;
    }

    /** What the key {@code engine} of {@code org.ussl.tls} says for it. */
    String configured() {
        return configured;
    }

    /** The bundle that brings it. */
    String bundle() {
        return bundle;
    }

    /** How the names of its classes start. */
    String code() {
        return code;
    }

    @Override
    public String toString() {
        return configured;
    }
}
