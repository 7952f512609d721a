// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * TLS over a connected socket, moved by an engine. JSSE's own sockets take the end of TCP for the end of the data,
 * which anybody on the way can bring about; here the end is the peer's close_notify, and nothing else. And they answer
 * a close in mid-stream with an alert, which clients take for a failed download.
 *
 * <p>One thread reads or writes; another may close at any time, and does not wait for the first.
 */
final class TlsStream {

    private static final Duration FAREWELL = Duration.ofSeconds(1);
    private static final int FAREWELL_READS = 64;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Socket plain;
    private final SSLEngine engine;
    private final ReentrantLock reading = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();
    private final ByteBuffer received;
    private final ByteBuffer clear;
    private final ByteBuffer toSend;
    private volatile boolean ended;
    private boolean closed;

    TlsStream(Socket plain, SSLEngine engine) {
        this.plain = plain;
        this.engine = engine;
        received =
                ByteBuffer.allocate(engine.getSession().getPacketBufferSize()).flip();
        clear = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize())
                .flip();
        toSend = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    }

    void shakeHands() throws IOException {
        engine.beginHandshake();
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> {
                    if (isEstablished13()) {
                        sendTicket();
                        return;
                    }
                    wrap(NOTHING);
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (ended) {
                        throw new SSLException("The client has ended the handshake");
                    }
                    unwrap();
                }
                default -> {
                    return;
                }
            }
        }
    }

    private boolean isEstablished13() {
        return engine.getHandshakeSession() == null
                && engine.getSession().getProtocol().equals("TLSv1.3");
    }

    /**
     * Gives the client of a TLS 1.3 connection what it needs to resume once more. One that only uploads may have closed
     * already; what it has sent is there to be read nevertheless.
     */
    private void sendTicket() {
        try {
            wrap(NOTHING);
        } catch (IOException expected) {
            // It has no use for a ticket then.
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Puts one record's clear text into {@link #clear}, or finds the end. */
    private void unwrap() throws IOException {
        clear.clear();
        SSLEngineResult result;
        try {
            result = engine.unwrap(received, clear);
        } catch (SSLException e) {
            sendAlert();
            throw e;
        } finally {
            clear.flip();
        }
        if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
            fill();
        } else if (result.getStatus() == Status.CLOSED) {
            ended = true;
        } else if (result.bytesConsumed() == 0 && result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            // Such as a new handshake on the client's request: nothing that a transfer needs.
            throw new SSLException("The client asks for something in mid-transfer that is not offered");
        }
    }

    private void fill() throws IOException {
        received.compact();
        int count = plain.getInputStream().read(received.array(), received.position(), received.remaining());
        if (count > 0) {
            received.position(received.position() + count);
        }
        received.flip();
        if (count < 0) {
            throw new SSLException("The connection ended without TLS's close_notify: it may have been cut off");
        }
    }

    private void wrap(ByteBuffer source) throws IOException {
        writing.lock();
        try {
            toSend.clear();
            engine.wrap(source, toSend);
            plain.getOutputStream().write(toSend.array(), 0, toSend.position());
        } finally {
            writing.unlock();
        }
    }

    private void sendAlert() {
        try {
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                wrap(NOTHING);
            }
        } catch (IOException unreachable) {
            // The peer hears nothing any more; the failure itself is thrown.
        }
    }

    private int read(byte[] target, int offset, int length) throws IOException {
        reading.lock();
        try {
            while (!clear.hasRemaining()) {
                if (ended) {
                    return -1;
                }
                unwrap();
                runTasks();
            }
            int count = Math.min(length, clear.remaining());
            clear.get(target, offset, count);
            return count;
        } finally {
            reading.unlock();
        }
    }

    private void write(byte[] source, int offset, int length) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(source, offset, length);
        while (left.hasRemaining()) {
            if (engine.isOutboundDone()) {
                throw new SSLException("TLS is closed");
            }
            wrap(left);
        }
    }

    /** Tells the peer that this is the end, and gives it a moment to say the same; then closes the socket. */
    void close() throws IOException {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        try {
            // Who holds a lock waits for the network; it is woken by the socket's end.
            if (writing.tryLock()) {
                try {
                    plain.setSoTimeout((int) FAREWELL.toMillis());
                    engine.closeOutbound();
                    // What the engine had yet to send comes first.
                    while (!engine.isOutboundDone()) {
                        wrap(NOTHING);
                    }
                    plain.shutdownOutput();
                } finally {
                    writing.unlock();
                }
                awaitFarewell();
            }
        } catch (IOException expected) {
            // The peer has gone already.
        } finally {
            plain.close();
            wipe();
        }
    }

    private void awaitFarewell() throws IOException {
        if (reading.tryLock()) {
            try {
                long end = System.nanoTime() + FAREWELL.toNanos();
                for (int i = 0; i < FAREWELL_READS && !ended && System.nanoTime() < end; i++) {
                    unwrap();
                }
            } finally {
                reading.unlock();
            }
        }
    }

    /** What was received may have been a private key. */
    private void wipe() {
        if (reading.tryLock()) {
            try {
                Arrays.fill(clear.array(), (byte) 0);
                clear.clear().flip();
            } finally {
                reading.unlock();
            }
        }
    }

    InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return length == 0 ? 0 : TlsStream.this.read(target, offset, length);
            }

            @Override
            public void close() throws IOException {
                TlsStream.this.close();
            }
        };
    }

    OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] source, int offset, int length) throws IOException {
                TlsStream.this.write(source, offset, length);
            }

            @Override
            public void close() throws IOException {
                TlsStream.this.close();
            }
        };
    }
}
