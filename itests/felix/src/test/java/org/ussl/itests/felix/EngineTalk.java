// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.TlsService;

/** One byte from a client's engine to a server's that both show the same profile, without a network. */
final class EngineTalk {
    /** No handshake takes as many steps. */
    private static final int MOST_STEPS = 10_000;

    private final SSLEngine client;
    private final SSLEngine server;
    private final ByteBuffer toServer = ByteBuffer.allocate(1 << 17);
    private final ByteBuffer toClient = ByteBuffer.allocate(1 << 17);
    private final ByteBuffer said = ByteBuffer.allocate(1).put((byte) 'x').flip();
    private final ByteBuffer heard = ByteBuffer.allocate(1 << 17);

    EngineTalk(TlsService tls, String profile) throws SSLException {
        TlsOptions options =
                TlsOptions.profile(profile).toBuilder().checkHostname(false).build();
        client = tls.engine(options, "localhost", 1);
        server = tls.engine(options.toBuilder().serverSide(true).build(), "localhost", 1);
    }

    /** Shakes hands, and says it. */
    void say() throws SSLException {
        for (int step = 0; heard.position() == 0; step++) {
            if (step == MOST_STEPS) {
                throw new AssertionError("no end of the handshake");
            }
            move(client, said, toServer, toClient);
            move(server, ByteBuffer.allocate(0), toClient, toServer);
        }
        client.closeOutbound();
        server.closeOutbound();
    }

    private void move(SSLEngine engine, ByteBuffer content, ByteBuffer out, ByteBuffer in) throws SSLException {
        if (engine.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP) {
            engine.wrap(content, out);
            think(engine);
        }
        in.flip();
        if (in.hasRemaining()) {
            SSLEngineResult result = engine.unwrap(in, heard);
            if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                throw new SSLException("closed in the handshake");
            }
            think(engine);
        }
        in.compact();
    }

    private static void think(SSLEngine engine) {
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            Runnable task = engine.getDelegatedTask();
            if (task != null) {
                task.run();
            }
        }
    }
}
