// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

/** Which side of the connection the peer is, and so what its certificate must be meant for. */
public enum PeerRole {
    /** The peer is the server; it also has to have the right name. */
    SERVER("1.3.6.1.5.5.7.3.1", "a TLS server", "serverAuth"),
    /** The peer is the client. */
    CLIENT("1.3.6.1.5.5.7.3.2", "a TLS client", "clientAuth");

    private final String purpose;
    private final String words;
    private final String purposeName;

    PeerRole(String purpose, String words, String purposeName) {
        this.purpose = purpose;
        this.words = words;
        this.purposeName = purposeName;
    }

    /** The extended key usage that allows it (RFC 5280, section 4.2.1.12). */
    String purpose() {
        return purpose;
    }

    /** The extended key usage by its name. */
    String purposeName() {
        return purposeName;
    }

    /** What a person calls it. */
    String words() {
        return words;
    }
}
