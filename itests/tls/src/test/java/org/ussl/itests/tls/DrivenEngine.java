// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * An engine that is driven over a socket, as software does that moves the bytes itself. It hears the other side out:
 * where a write fails because the other side has closed, what that said before is still read, so that an alert is never
 * lost to chance.
 */
final class DrivenEngine {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final Socket socket;
    private ByteBuffer in;
    private ByteBuffer clear;
    private boolean deaf;

    DrivenEngine(SSLEngine engine, Socket socket) {
        this.engine = engine;
        this.socket = socket;
        in = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        clear = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    }

    SSLEngine engine() {
        return engine;
    }

    void handshake() throws IOException {
        try {
            engine.beginHandshake();
            HandshakeStatus status = engine.getHandshakeStatus();
            while (status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED) {
                status = step(status);
            }
        } catch (SSLException e) {
            sendAlert();
            throw e;
        }
    }

    private HandshakeStatus step(HandshakeStatus status) throws IOException {
        return switch (status) {
            case NEED_TASK -> runTasks();
            case NEED_WRAP -> wrap(NOTHING).getHandshakeStatus();
            default -> unwrap().getHandshakeStatus();
        };
    }

    private HandshakeStatus runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
        return engine.getHandshakeStatus();
    }

    void write(byte[] content) throws IOException {
        ByteBuffer source = ByteBuffer.wrap(content);
        while (source.hasRemaining()) {
            wrap(source);
        }
    }

    /** Reads so many bytes. */
    byte[] read(int count) throws IOException {
        byte[] content = new byte[count];
        int read = 0;
        try {
            while (read < count) {
                clear.flip();
                int n = Math.min(clear.remaining(), count - read);
                clear.get(content, read, n);
                clear.compact();
                read += n;
                if (n == 0) {
                    afterHandshake(unwrap().getHandshakeStatus());
                }
            }
        } catch (SSLException e) {
            sendAlert();
            throw e;
        }
        return content;
    }

    /** TLS 1.3 goes on after the handshake: tickets, new keys. */
    private void afterHandshake(HandshakeStatus status) throws IOException {
        HandshakeStatus next = status;
        while (next == HandshakeStatus.NEED_TASK || next == HandshakeStatus.NEED_WRAP) {
            next = step(next);
        }
    }

    private SSLEngineResult wrap(ByteBuffer source) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        SSLEngineResult result = engine.wrap(source, out);
        send(out);
        if (result.getStatus() == Status.CLOSED) {
            throw new EOFException("the engine is closed");
        }
        return result;
    }

    private SSLEngineResult unwrap() throws IOException {
        while (true) {
            in.flip();
            SSLEngineResult result;
            try {
                result = engine.unwrap(in, clear);
            } finally {
                in.compact();
            }
            switch (result.getStatus()) {
                case BUFFER_UNDERFLOW -> receive();
                case BUFFER_OVERFLOW -> clear = grown(clear, engine.getSession().getApplicationBufferSize());
                case CLOSED -> throw new EOFException("the other side has closed TLS");
                default -> {
                    return result;
                }
            }
        }
    }

    private void receive() throws IOException {
        if (!in.hasRemaining()) {
            in = grown(in, engine.getSession().getPacketBufferSize());
        }
        int n = socket.getInputStream().read(in.array(), in.position(), in.remaining());
        if (n < 0) {
            throw new EOFException("the other side has cut the connection");
        }
        in.position(in.position() + n);
    }

    private void send(ByteBuffer out) throws IOException {
        if (!deaf) {
            try {
                socket.getOutputStream().write(out.array(), 0, out.position());
            } catch (IOException e) {
                deaf = true; // What the other side said before it closed is still to be read.
            }
        }
    }

    private void sendAlert() throws IOException {
        boolean more = true;
        while (more) {
            ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            try {
                more = engine.wrap(NOTHING, out).bytesProduced() > 0 && !engine.isOutboundDone();
            } catch (SSLException expected) {
                more = false;
            }
            send(out);
        }
    }

    private static ByteBuffer grown(ByteBuffer buffer, int by) {
        buffer.flip();
        return ByteBuffer.allocate(buffer.capacity() + by).put(buffer);
    }
}
