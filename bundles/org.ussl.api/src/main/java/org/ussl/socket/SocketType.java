// SPDX-License-Identifier: Apache-2.0
package org.ussl.socket;

/** The type of a socket. */
public enum SocketType {
    /** A connected byte stream. */
    STREAM,
    /**
     * Single messages; the socket service makes none, see {@link SocketService#socket(AddressFamily, SocketType,
     * Protocol)}.
     */
    DGRAM
}
