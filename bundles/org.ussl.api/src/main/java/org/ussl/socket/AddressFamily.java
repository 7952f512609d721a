// SPDX-License-Identifier: Apache-2.0
package org.ussl.socket;

/** The address family of a socket. */
public enum AddressFamily {
    /** IPv4. */
    INET,
    /** IPv6. */
    INET6
}
