// SPDX-License-Identifier: Apache-2.0
package org.ussl.socket.internal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ussl.socket.AddressFamily;

/** Resolves names with a deadline, which the system's resolver does not have and cannot be given. */
final class NameResolution {

    /**
     * A look-up that hangs keeps its thread until the system gives up. Each look-up has a daemon thread of its own, so
     * that sockets need no executor to outlive the service; this bounds how many may hang.
     */
    private static final Semaphore PLACES = new Semaphore(64);

    private NameResolution() {}

    /**
     * Resolves a name to an address of a family.
     *
     * @param timeoutMillis 0 for no deadline
     */
    static InetAddress resolve(String host, AddressFamily family, int timeoutMillis) throws IOException {
        if (timeoutMillis == 0) {
            return lookUp(host, family);
        }
        if (!PLACES.tryAcquire()) {
            throw new UnknownHostException(host + ": too many look-ups hang already");
        }
        FutureTask<InetAddress> lookUp = new FutureTask<>(() -> {
            try {
                return lookUp(host, family);
            } finally {
                PLACES.release();
            }
        });
        Thread thread = new Thread(lookUp, "ussl-resolve-" + host);
        thread.setDaemon(true);
        thread.start();
        try {
            return lookUp.get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new SocketTimeoutException(host + ": no answer from name resolution in " + timeoutMillis + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(host + ": interrupted during name resolution");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(host + ": name resolution failed", e.getCause());
        }
    }

    private static InetAddress lookUp(String host, AddressFamily family) throws UnknownHostException {
        InetAddress[] all = InetAddress.getAllByName(host);
        return Arrays.stream(all)
                .filter(address -> (address instanceof Inet6Address) == (family == AddressFamily.INET6))
                .findFirst()
                .orElseThrow(() -> new UnknownHostException(host + ": has no " + family + " address"));
    }
}
