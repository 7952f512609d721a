// SPDX-License-Identifier: Apache-2.0
package org.ussl.bench.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Echoes for any number of connections in one thread. */
final class EchoServer implements AutoCloseable {
    private final IdleBench.Engines engines;
    private final Selector selector = Selector.open();
    private final ServerSocketChannel listener = ServerSocketChannel.open();
    private final EngineBuffers.Shared shared = new EngineBuffers.Shared();
    private final Thread thread = new Thread(this::run, "echo");

    EchoServer(IdleBench.Engines engines) throws IOException {
        this.engines = engines;
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        thread.start();
    }

    int port() {
        return listener.socket().getLocalPort();
    }

    private void run() {
        try {
            while (selector.isOpen()) {
                selector.select(this::serve);
            }
        } catch (CancelledKeyException | ClosedSelectorException | IOException e) {
            // Closed.
        }
    }

    private void serve(SelectionKey key) {
        if (key.isAcceptable()) {
            accept();
            return;
        }
        try {
            EngineBuffers connection = (EngineBuffers) key.attachment();
            ByteBuffer clear = connection.read(shared);
            if (clear == null) {
                end(key);
            } else if (clear.hasRemaining()) {
                connection.write(clear, shared);
            }
        } catch (IOException e) {
            end(key);
        }
    }

    private void accept() {
        try {
            SocketChannel channel = listener.accept();
            if (channel != null) {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true); // Else a handshake waits for 40 ms.
                channel.register(selector, SelectionKey.OP_READ, new EngineBuffers(engines.engine(), channel));
            }
        } catch (IOException e) {
            throw new IllegalStateException("a connection was not accepted", e);
        }
    }

    private static void end(SelectionKey key) {
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException e) {
            // It is gone.
        }
    }

    @Override
    public void close() throws Exception {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
        thread.join();
    }
}
