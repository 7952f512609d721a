// SPDX-License-Identifier: Apache-2.0
package org.ussl.example.echo.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.tls.CertReqs;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.TlsService;

/** Sends back what comes, to clients that show a certificate of the profile's CA. */
@Component(
        service = EchoServer.class,
        immediate = true,
        configurationPid = "org.ussl.example.echo",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = EchoServer.Config.class)
public final class EchoServer {
    private static final Logger LOG = LoggerFactory.getLogger(EchoServer.class);
    private static final int MAX_CLIENTS = 32;
    private static final int IDLE_MILLIS = 60_000;

    /** The keys of {@code org.ussl.example.echo}. */
    @ObjectClassDefinition(name = "ussl example: echo", description = "An echo server with mutual TLS")
    public @interface Config {
        @AttributeDefinition(name = "Port", description = "On 127.0.0.1; 0 for one that the system chooses")
        int port() default 7007;

        @AttributeDefinition(name = "Profile", description = "Whose certificate is shown and whose CA is trusted")
        String profile() default "default";
    }

    private final ServerSocket listener;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();

    /** One thread accepts, the others serve; a client that finds none free is hung up on. */
    private final ExecutorService threads = new ThreadPoolExecutor(
            0,
            MAX_CLIENTS + 1,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> new Thread(task, "example-echo"));

    /** Listens; the profile's credentials are looked up at each handshake, so that they may come later. */
    @Activate
    public EchoServer(@Reference TlsService tls, Config config) throws IOException {
        ServerSocket plain = new ServerSocket();
        plain.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), config.port()));
        listener = tls.wrapServerSocket(
                plain,
                TlsOptions.builder()
                        .profileName(config.profile())
                        .serverSide(true)
                        .certReqs(CertReqs.REQUIRED)
                        .build());
        threads.execute(this::accept);
    }

    /** Where it listens. */
    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                clients.add(client);
                try {
                    threads.execute(() -> serve(client));
                } catch (RejectedExecutionException e) {
                    leave(client);
                }
            } catch (IOException e) {
                LOG.debug("not accepted", e);
            }
        }
    }

    /** The handshake is done by the first read, so that a slow client keeps nobody else waiting. */
    private void serve(Socket client) {
        try {
            client.setSoTimeout(IDLE_MILLIS);
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            LOG.info("{}", e.getMessage());
        } finally {
            leave(client);
        }
    }

    private void leave(Socket client) {
        clients.remove(client);
        try {
            client.close();
        } catch (IOException e) {
            LOG.debug("closing", e);
        }
    }

    @Deactivate
    void stop() throws IOException {
        listener.close();
        clients.forEach(this::leave);
        threads.shutdownNow();
    }
}
