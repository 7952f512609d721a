// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

/** The TLS engines, by the names that the configuration gives them. */
enum Engine {
    JDK("jdk", "org.ussl.tls"),
    BC("bc", "org.ussl.tls.bc"),
    CONSCRYPT("conscrypt", "org.ussl.tls.conscrypt");

    private final String configured;
    private final String bundle;

    Engine(String configured, String bundle) {
        this.configured = configured;
        this.bundle = bundle;
    }

    /** What the key {@code engine} of {@code org.ussl.tls} says for it. */
    String configured() {
        return configured;
    }

    /** The bundle that brings it. */
    String bundle() {
        return bundle;
    }

    @Override
    public String toString() {
        return configured;
    }
}
