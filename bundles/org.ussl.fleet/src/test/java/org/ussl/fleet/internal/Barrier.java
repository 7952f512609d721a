// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A network to a server that lets nothing more through from the moment at which a client writes certain words for the
 * n-th time: of what it was about to write there, the server has nothing that it can use.
 */
final class Barrier implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);
    private final int port;
    private final byte[] words;
    private final int count;

    Barrier(int port, String words, int count) throws IOException {
        this.port = port;
        this.words = words.getBytes(StandardCharsets.US_ASCII);
        this.count = count;
        daemon(this::accept);
    }

    String url() {
        return "nats://127.0.0.1:" + listener.getLocalPort();
    }

    /** Waits until a client has come so far. */
    void awaitReached() throws InterruptedException {
        assertThat(reached.await(120, TimeUnit.SECONDS)).isTrue();
    }

    /** Whether a client has come so far; false if it has ended before. */
    boolean awaitReached(Process client) throws InterruptedException {
        while (!reached.await(20, TimeUnit.MILLISECONDS)) {
            if (!client.isAlive()) {
                return reached.getCount() == 0;
            }
        }
        return true;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), port);
                open.add(near);
                open.add(far);
                daemon(() -> copy(far, near, false));
                daemon(() -> copy(near, far, true));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void copy(Socket from, Socket to, boolean counts) {
        byte[] piece = new byte[65_536];
        int found = 0;
        int matched = 0;
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                int end = length;
                for (int i = 0; counts && i < length && found < count; i++) {
                    // The words begin with a letter that is not in them again.
                    matched = piece[i] == words[matched] ? matched + 1 : piece[i] == words[0] ? 1 : 0;
                    if (matched == words.length) {
                        matched = 0;
                        found++;
                        end = found == count ? i : length;
                    }
                }
                out.write(piece, 0, end);
                if (end < length) {
                    out.flush();
                    reached.countDown();
                    opened.await();
                    out.write(piece, end, length - end);
                }
            }
        } catch (IOException e) {
            // Cut.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets through what was held, and all that comes after it. */
    void open() {
        opened.countDown();
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "barrier");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
        // Only now, because what is held must not get through by this.
        opened.countDown();
    }
}
