// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Hashtable;
import java.util.Map;
import javax.inject.Inject;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.ussl.testing.pki.Certificate;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.TlsService;
import org.ussl.tls.spi.TlsEngine;

/** Engines that are bundles: chosen by configuration, stopped and started beside the TLS service. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class EnginesIT {
    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    private Gateway gateway;
    private SSLServerSocket listener;

    @Configuration
    public Option[] container() throws IOException {
        return Gateway.container();
    }

    @Before
    public void deliver() throws IOException {
        gateway = new Gateway(context, configurations).configure();
        gateway.deliver(
                "both",
                Gateway.ca()
                        .issue(Certificate.named("CN=localhost")
                                .dns("localhost")
                                .ip("127.0.0.1")));
    }

    @After
    public void close() throws IOException {
        if (listener != null) {
            listener.close();
        }
    }

    @Test
    public void bouncyCastleShakesHandsAndMayBeExchanged() throws Exception {
        comesAndGoes("bc");
    }

    @Test
    public void conscryptShakesHandsAndMayBeExchanged() throws Exception {
        comesAndGoes("conscrypt");
    }

    @Test
    public void theJdksEngineNeedsNoneOfThem() throws Exception {
        Bundle bundle = gateway.bundleNamed("org.ussl.tls.bc");
        TlsService tls = configured("auto");
        serve(tls);

        bundle.stop();
        try (SSLSocket socket = connect(tls)) {
            assertEquals("hello", talk(socket));
        } finally {
            bundle.start();
        }
    }

    private void comesAndGoes(String engine) throws Exception {
        Bundle bundle = gateway.bundleNamed("org.ussl.tls." + engine);
        gateway.await(TlsEngine.class, "(component.name=org.ussl.tls." + engine + ".internal.*)");
        TlsService tls = configured(engine);
        serve(tls);

        try (SSLSocket socket = connect(tls)) {
            assertEquals("hello", talk(socket));

            bundle.stop();
            SSLError error = assertThrows(SSLError.class, () -> connect(tls));
            assertEquals(SSLError.Reason.UNSUPPORTED, error.reason());
            assertTrue(error.getMessage(), error.getMessage().contains("org.ussl.tls." + engine));
            assertEquals("a connection that is up goes on", "hello", talk(socket));

            bundle.start();
            try (SSLSocket again = connect(tls)) {
                assertEquals("hello", talk(again));
            }
            assertEquals("and on", "hello", talk(socket));
        }
    }

    private TlsService configured(String engine) throws Exception {
        TlsService before = gateway.await(TlsService.class, "(objectClass=*)");
        configurations.getConfiguration("org.ussl.tls", "?").update(new Hashtable<>(Map.of("engine", engine)));
        // Its properties tell of a configuration after it is in force.
        TlsService tls = gateway.await(TlsService.class, "(engine=" + engine + ")");
        assertSame("the service stays over a change of the engine", before, tls);
        gateway.await(javax.net.ssl.SSLContext.class, "(ussl.profile=both)");
        return tls;
    }

    private void serve(TlsService tls) throws IOException {
        ServerSocket plain = new ServerSocket();
        plain.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        listener = tls.wrapServerSocket(
                plain,
                TlsOptions.builder()
                        .profileName("both")
                        .serverSide(true)
                        .certReqs(CertReqs.REQUIRED)
                        .build());
        SSLServerSocket accepting = listener;
        start("engines-acceptor", () -> {
            while (true) {
                Socket accepted = accepting.accept();
                start("engines-echo", () -> {
                    try (accepted) {
                        accepted.getInputStream().transferTo(accepted.getOutputStream());
                    }
                });
            }
        });
    }

    private SSLSocket connect(TlsService tls) throws IOException {
        SSLSocket socket = tls.wrapSocket(new Socket(), TlsOptions.profile("both"));
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress("localhost", listener.getLocalPort()));
        return socket;
    }

    private static String talk(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
    }

    private static void start(String name, Action action) {
        Thread thread = new Thread(
                () -> {
                    try {
                        action.run();
                    } catch (IOException e) {
                        // Closed by the test, or refused, which the other side asserts.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private interface Action {
        void run() throws IOException;
    }
}
