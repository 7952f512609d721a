// SPDX-License-Identifier: Apache-2.0
package org.ussl.socket;

/** The protocol that a socket is meant for. */
public enum Protocol {
    /** Clear-text TCP; the TLS service does not wrap such a socket. */
    TCP,
    /** UDP. */
    UDP,
    /** TCP that is to carry TLS ({@code IPPROTO_SEC} of the reference): what the TLS service wraps. */
    SEC
}
