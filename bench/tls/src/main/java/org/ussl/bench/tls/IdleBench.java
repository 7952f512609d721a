// SPDX-License-Identifier: Apache-2.0
package org.ussl.bench.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/**
 * Many connections that are up and idle, through an echo server that waits for all of them with one selector and has
 * engines of the service's: what one costs in heap, and whether all of them outlive a swap.
 */
public final class IdleBench {

    private IdleBench() {}

    /**
     * Runs the benchmark; ends with an error if a connection is lost.
     *
     * @param arguments the number of connections
     */
    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[0]);
        Authority ca = Authority.create("CN=Bench CA");
        Identity server = ca.issue(Certificate.named("CN=server").dns(Sockets.NAME));
        Identity client = ca.issue(Certificate.named("CN=client"));
        try (ThroughService service = new ThroughService(Engine.JDK, ca, server, client)) {
            System.out.printf("Java %s, %d connections, mutual TLS 1.3, P-256%n%n", Runtime.version(), count);
            long byHand;
            try (ByHand hand = ByHand.carefully(Engine.JDK, ca, server, client)) {
                byHand = heapOf(count, hand::serverEngine, hand::clientEngine);
            }
            long ours = heapOf(count, service::serverEngine, service::clientEngine);
            System.out.printf(
                    "heap of one connection, both ends, buffers included: %d bytes by hand, %d bytes service, %.3f%n",
                    byHand, ours, (double) ours / byHand);
            swap(count, service, ca);
        }
        System.exit(0);
    }

    private static long heapOf(int count, Engines server, Engines client) throws Exception {
        List<EchoClient> clients = new ArrayList<>();
        try (EchoServer echo = new EchoServer(server)) {
            connect(64, echo, client)
                    .forEach(EchoClient::close); // Classes, contexts and sessions are there after that.
            long before = heap();
            clients.addAll(connect(count, echo, client));
            long after = heap();
            return (after - before) / count;
        } finally {
            clients.forEach(EchoClient::close);
        }
    }

    private static void swap(int count, ThroughService service, Authority ca) throws Exception {
        try (EchoServer echo = new EchoServer(service::serverEngine)) {
            List<EchoClient> clients = connect(count, echo, service::clientEngine);
            long started = System.nanoTime();
            service.swap(ca);
            int alive = 0;
            for (EchoClient one : clients) {
                alive += one.echo("still there") ? 1 : 0;
            }
            System.out.printf(
                    "a swap of both sides under KEEP: %d of %d connections echo afterwards (%d ms, the echoes included)%n",
                    alive, count, (System.nanoTime() - started) / 1_000_000);
            if (alive < count) {
                throw new IllegalStateException((count - alive) + " connections were lost");
            }
            clients.forEach(EchoClient::close);
        }
    }

    private static List<EchoClient> connect(int count, EchoServer server, Engines engines) throws IOException {
        List<EchoClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            EchoClient client = new EchoClient(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), engines.engine());
            if (!client.echo("hello")) {
                throw new IOException("no echo");
            }
            clients.add(client);
        }
        return clients;
    }

    private static long heap() throws InterruptedException {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(100); // References are cleared by another thread.
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    /** Makes engines for one side. */
    @FunctionalInterface
    interface Engines {
        SSLEngine engine() throws IOException;
    }
}
