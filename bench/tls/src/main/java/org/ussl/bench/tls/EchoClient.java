// SPDX-License-Identifier: Apache-2.0
package org.ussl.bench.tls;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLEngine;

/** One connection, used by one thread. */
final class EchoClient {
    private static final EngineBuffers.Shared SHARED = new EngineBuffers.Shared();

    private final SocketChannel channel;
    private final EngineBuffers connection;

    EchoClient(InetSocketAddress server, SSLEngine engine) throws IOException {
        channel = SocketChannel.open(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        connection = new EngineBuffers(engine, channel);
        engine.beginHandshake();
        connection.follow(SHARED);
        while (!connection.isShaken()) {
            if (connection.read(SHARED) == null) {
                throw new IOException("closed in the handshake");
            }
            connection.follow(SHARED);
        }
    }

    /** Whether what is said comes back. */
    boolean echo(String text) throws IOException {
        connection.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), SHARED);
        StringBuilder back = new StringBuilder();
        while (back.length() < text.length()) {
            ByteBuffer clear = connection.read(SHARED);
            if (clear == null) {
                return false;
            }
            back.append(StandardCharsets.US_ASCII.decode(clear));
        }
        return text.contentEquals(back);
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
