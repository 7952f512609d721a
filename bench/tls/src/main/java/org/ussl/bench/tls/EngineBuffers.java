// SPDX-License-Identifier: Apache-2.0
package org.ussl.bench.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import org.jspecify.annotations.Nullable;

/**
 * Moves the bytes between an engine and a channel. Its large buffers are borrowed from whoever calls, because an idle
 * connection needs none; what is left of a record that has not come to its end is kept.
 */
final class EngineBuffers {
    private static final int SIZE = 1 << 15;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final ByteChannel channel;
    private ByteBuffer left = NOTHING;

    EngineBuffers(SSLEngine engine, ByteChannel channel) {
        this.engine = engine;
        this.channel = channel;
    }

    /** Buffers for all connections that one thread looks after. */
    record Shared(ByteBuffer in, ByteBuffer out, ByteBuffer clear) {
        Shared() {
            this(ByteBuffer.allocate(2 * SIZE), ByteBuffer.allocate(SIZE), ByteBuffer.allocate(2 * SIZE));
        }
    }

    /**
     * Reads once and does all that follows from it.
     *
     * @return what came in clear text; {@code null} at the end
     */
    @Nullable
    ByteBuffer read(Shared shared) throws IOException {
        ByteBuffer in = shared.in().clear().put(left);
        left = NOTHING;
        shared.clear().clear();
        if (channel.read(in) < 0) {
            return null;
        }
        in.flip();
        while (in.hasRemaining()) {
            SSLEngineResult result = engine.unwrap(in, shared.clear());
            if (result.getStatus() == Status.CLOSED) {
                return null;
            }
            if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
                break;
            }
            follow(shared);
        }
        if (in.hasRemaining()) {
            left = ByteBuffer.allocate(in.remaining()).put(in).flip();
        }
        return shared.clear().flip();
    }

    /** Does what the engine has to think about and to say. */
    void follow(Shared shared) throws IOException {
        while (true) {
            HandshakeStatus status = engine.getHandshakeStatus();
            if (status == HandshakeStatus.NEED_TASK) {
                for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    task.run();
                }
            } else if (status == HandshakeStatus.NEED_WRAP) {
                write(NOTHING, shared);
            } else {
                return;
            }
        }
    }

    void write(ByteBuffer clear, Shared shared) throws IOException {
        do {
            ByteBuffer out = shared.out().clear();
            engine.wrap(clear, out);
            out.flip();
            while (out.hasRemaining()) {
                channel.write(out);
            }
        } while (clear.hasRemaining());
    }

    boolean isShaken() {
        HandshakeStatus status = engine.getHandshakeStatus();
        return status == HandshakeStatus.NOT_HANDSHAKING || status == HandshakeStatus.FINISHED;
    }
}
