// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.ussl.socket.ProtocolSocket;

/** Who is on the other side of a socket, as far as this side knows. */
final class PeerName {
    private final Socket plain;
    private final boolean client;
    private volatile @Nullable String host;

    /**
     * Starts with what is known.
     *
     * @param client whether this side looks for a name in the peer's certificate
     * @param host the name; {@code null} to take it from the address that is connected to
     */
    PeerName(Socket plain, boolean client, @Nullable String host) {
        this.plain = plain;
        this.client = client;
        this.host = host;
    }

    /** Takes the name of an address that is about to be connected to, and tells which address to give to the socket. */
    SocketAddress connecting(SocketAddress endpoint) {
        if (!(endpoint instanceof InetSocketAddress named)) {
            return endpoint;
        }
        if (host == null) {
            host = named.getHostString();
        }
        // A plain socket refuses an unresolved address; the socket service's resolves it within its deadline.
        return named.isUnresolved() && !(plain instanceof ProtocolSocket)
                ? new InetSocketAddress(named.getHostString(), named.getPort())
                : endpoint;
    }

    /** Fails closed: a client that verifies always has a name to check, if need be the address that it connected to. */
    @Nullable
    String expected() {
        if (host == null && client && plain.getRemoteSocketAddress() instanceof InetSocketAddress address) {
            host = address.getHostString();
        }
        return host;
    }

    /** Host and port, for messages. */
    @Override
    public String toString() {
        String known = host;
        if (plain.getRemoteSocketAddress() instanceof InetSocketAddress address) {
            return (known != null ? known : address.getHostString()) + ":" + address.getPort();
        }
        return known != null ? known : "unconnected";
    }
}
