// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** Two engines that are wired to each other, in one thread. */
final class EnginePair {
    private static final int ENOUGH_ROUNDS = 200;

    private final SSLEngine server;
    private final SSLEngine client;
    private final ByteBuffer toServer = ByteBuffer.allocate(1 << 17);
    private final ByteBuffer toClient = ByteBuffer.allocate(1 << 17);

    EnginePair(SSLEngine server, SSLEngine client) {
        this.server = server;
        this.client = client;
    }

    /** Shakes hands, has the client say something, and tells what the server heard. */
    String exchange(String words) throws SSLException {
        client.beginHandshake();
        server.beginHandshake();
        ByteBuffer said = ByteBuffer.wrap(words.getBytes(US_ASCII));
        ByteBuffer heard = ByteBuffer.allocate(1 << 15);
        for (int round = 0; round < ENOUGH_ROUNDS && heard.position() < words.length(); round++) {
            step(client, toClient, ByteBuffer.allocate(1 << 15), toServer, said);
            step(server, toServer, heard, toClient, ByteBuffer.allocate(0));
        }
        return new String(heard.array(), 0, heard.position(), US_ASCII);
    }

    private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer heard, ByteBuffer out, ByteBuffer said)
            throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> {
                for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    task.run();
                }
            }
            case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap(engine, in, heard);
            default -> {
                unwrap(engine, in, heard);
                if (said.hasRemaining()) {
                    engine.wrap(said, out);
                }
            }
        }
    }

    private static void unwrap(SSLEngine engine, ByteBuffer in, ByteBuffer heard) throws SSLException {
        in.flip();
        if (in.hasRemaining()) {
            engine.unwrap(in, heard);
        }
        in.compact();
    }
}
