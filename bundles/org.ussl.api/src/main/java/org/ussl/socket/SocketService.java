// SPDX-License-Identifier: Apache-2.0
package org.ussl.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes sockets. The caller owns and closes what it gets; a socket outlives the service that made it. Safe for use by
 * many threads.
 *
 * <p>Every socket made here
 *
 * <ul>
 *   <li>keeps an unresolved address unresolved until it connects, and resolves it then, to the socket's own family;
 *   <li>has a deadline for {@link Socket#connect(java.net.SocketAddress) connect} that covers name resolution too: the
 *       configured {@code connectTimeoutMillis}, or the time that the caller gives, where 0 means none as everywhere in
 *       {@code java.net};
 *   <li>is a {@link ProtocolSocket}.
 * </ul>
 */
@ProviderType
public interface SocketService {

    /**
     * A socket as the reference's example makes one: {@code AF_INET, SOCK_STREAM, IPPROTO_SEC}.
     *
     * @return a new socket, neither bound nor connected
     */
    Socket socket();

    /**
     * A socket of the given kind.
     *
     * @param family the family that names are resolved to
     * @param type {@link SocketType#STREAM}
     * @param protocol {@link Protocol#SEC} for TLS, {@link Protocol#TCP} for clear text
     * @return a new socket, neither bound nor connected
     * @throws IOException if the combination is not offered: datagrams are left to {@link java.net.DatagramSocket}
     */
    Socket socket(AddressFamily family, SocketType type, Protocol protocol) throws IOException;

    /**
     * A server socket for either family, to be bound by the caller.
     *
     * @return a new server socket, not bound
     * @throws IOException if the system gives none
     */
    ServerSocket serverSocket() throws IOException;

    /**
     * Resolves a name. Blocks for as long as the system's resolver does.
     *
     * @param host a host name or the text of an address
     * @param port 0 to 65535
     * @return at least one address, in the resolver's order; each keeps the name it was asked for, so that the TLS
     *     service can check it
     * @throws UnknownHostException if there is none
     */
    List<InetSocketAddress> getaddrinfo(String host, int port) throws UnknownHostException;
}
