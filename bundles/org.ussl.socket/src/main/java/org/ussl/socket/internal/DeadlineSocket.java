// SPDX-License-Identifier: Apache-2.0
package org.ussl.socket.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.ussl.socket.AddressFamily;
import org.ussl.socket.Protocol;
import org.ussl.socket.ProtocolSocket;

/** A socket that knows what it is for, and whose connect has a deadline that covers the name's resolution. */
final class DeadlineSocket extends Socket implements ProtocolSocket {
    private final AddressFamily family;
    private final Protocol protocol;
    private final Duration connectTimeout;

    DeadlineSocket(AddressFamily family, Protocol protocol, Duration connectTimeout) {
        this.family = family;
        this.protocol = protocol;
        this.connectTimeout = connectTimeout;
    }

    @Override
    public AddressFamily family() {
        return family;
    }

    @Override
    public Protocol protocol() {
        return protocol;
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        connect(endpoint, (int) Math.min(Integer.MAX_VALUE, connectTimeout.toMillis()));
    }

    @Override
    public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
        if (!(endpoint instanceof InetSocketAddress address) || !address.isUnresolved()) {
            super.connect(endpoint, timeoutMillis);
            return;
        }
        long start = System.nanoTime();
        InetAddress resolved = NameResolution.resolve(address.getHostString(), family, timeoutMillis);
        int remaining = timeoutMillis;
        if (timeoutMillis > 0) {
            remaining = timeoutMillis
                    - (int) Duration.ofNanos(System.nanoTime() - start).toMillis();
            if (remaining <= 0) {
                throw new SocketTimeoutException("connect to " + address + ": no time left after name resolution");
            }
        }
        super.connect(new InetSocketAddress(resolved, address.getPort()), remaining);
    }
}
