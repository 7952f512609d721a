/**
 * Sockets as a service, with the names of the {@code usocket} module.
 *
 * <p>First use:
 *
 * <pre>{@code
 * @Reference SocketService sockets;
 *
 * Socket socket = sockets.socket(AddressFamily.INET, SocketType.STREAM, Protocol.SEC);
 * socket.connect(sockets.getaddrinfo("cloud.blynk.cc", 8441).get(0));
 * }</pre>
 */
@Export
@Version("0.1.0")
@NullMarked
package org.ussl.socket;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
