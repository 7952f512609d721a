// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network to one server: its port stays while the server behind it goes and comes back on another one, and it can be
 * cut, be slow, or end connections in the middle of what they carry.
 */
public final class Relay implements AutoCloseable {
    private static final int NOBODY = 0;

    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger ended = new AtomicInteger();
    private volatile int target = NOBODY;
    private volatile long delayMillis;
    private volatile long lifeBytes = Long.MAX_VALUE;

    /**
     * Starts one that leads nowhere yet.
     *
     * @throws IOException if there is no port for it
     */
    public Relay() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    /**
     * The address that stays.
     *
     * @return the port, on 127.0.0.1
     */
    public int port() {
        return listener.getLocalPort();
    }

    /**
     * The same for clients.
     *
     * @return an address that clients take
     */
    public String url() {
        return "nats://127.0.0.1:" + port();
    }

    /**
     * Leads to another port from now on, and cuts what there is.
     *
     * @param port the port, on 127.0.0.1
     */
    public void to(int port) {
        target = port;
        open.forEach(Relay::close);
    }

    /** Leads nowhere from now on, and cuts what there is. */
    public void away() {
        to(NOBODY);
    }

    /**
     * From now on each piece takes so long, and each connection ends after so many bytes in one direction.
     *
     * @param delay milliseconds
     * @param bytes how many
     */
    public void trouble(long delay, long bytes) {
        delayMillis = delay;
        lifeBytes = bytes;
        open.forEach(Relay::close);
    }

    /** No more trouble. */
    public void heal() {
        delayMillis = 0;
        lifeBytes = Long.MAX_VALUE;
    }

    /**
     * What the trouble has done.
     *
     * @return how many connections it has ended
     */
    public int ended() {
        return ended.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                daemon(() -> connect(near, target));
            } catch (IOException e) {
                // Closed, or a connection that was gone already: the next one.
            }
        }
    }

    private void connect(Socket near, int port) {
        try (near;
                Socket far = new Socket()) {
            open.add(near);
            open.add(far);
            try {
                if (port == NOBODY) {
                    return;
                }
                far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                // Whoever cuts after this sees both in the set; whoever cut before has changed the target.
                if (port == target) {
                    Thread back = daemon(() -> copy(far, near));
                    copy(near, far);
                    back.join();
                }
            } finally {
                open.remove(near);
                open.remove(far);
            }
        } catch (IOException e) {
            // Nobody there: the near side is closed, and sees it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void copy(Socket from, Socket to) {
        byte[] piece = new byte[8192];
        long copied = 0;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                if (delayMillis > 0) {
                    Thread.sleep(delayMillis);
                }
                long left = Math.max(0, lifeBytes - copied);
                out.write(piece, 0, (int) Math.min(length, left));
                copied += length;
                if (copied >= lifeBytes) {
                    ended.incrementAndGet();
                    break;
                }
            }
        } catch (IOException e) {
            // Cut.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException closing) {
            // It is closed for us all the same.
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "relay");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        away();
    }
}
