// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls;

/**
 * Whether the other side must show a certificate, and whether it is verified. The names and codes are the reference's.
 */
public enum CertReqs {
    /** The peer is not verified at all. A server does not ask for a certificate. */
    NONE(0),
    /**
     * A client treats this as {@link #REQUIRED}. A server asks for a certificate, verifies one that comes, and accepts
     * none.
     */
    OPTIONAL(1),
    /** The peer must show a certificate, and it must verify. */
    REQUIRED(2);

    private final int code;

    CertReqs(int code) {
        this.code = code;
    }

    /**
     * The number that the reference gives to the constant.
     *
     * @return 0, 1 or 2
     */
    public int code() {
        return code;
    }
}
