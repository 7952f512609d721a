// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import javax.inject.Inject;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.ussl.testing.pki.Identity;

/** A gateway of a fleet, and an engine that is not there, or is. With Debian's nats-server; skipped without it. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class FleetIT {
    private static final String PID = "org.ussl.store.nats";
    private static final String PROFILE = FleetWords.PROFILE;
    private static final long PATIENCE_SECONDS = 60;

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    private Gateway gateway;
    private BrokerView broker;
    private Object[] peer;

    @Configuration
    public Option[] container() throws IOException {
        Option[] options = Gateway.container();
        FleetPeer.share();
        return options;
    }

    @Before
    public void configure() throws IOException {
        peer = FleetWords.shared();
        assumeTrue("Debian's package nats-server", peer != null);
        broker = BrokerView.shared();
        gateway = new Gateway(context, configurations).configure();
    }

    @Test
    public void mqttRunsWithoutTheEngineAndUsesWhatItBringsLater() throws Exception {
        Path folder = Files.createDirectories(Gateway.home().resolve("fleet"));
        Files.writeString(folder.resolve("operators"), peer[1] + "\n");
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // It takes connections and never says a word, which is worse than nobody there.
            link(folder, "tls://localhost:" + silent.getLocalPort());
            Identity first = Gateway.identity();
            gateway.deliver(PROFILE, first);
            gateway.mqtt(PROFILE, PROFILE);
            awaitSerial(first);
            awaitSheet(sheet -> sheet.contains("fingerprint") && sheet.contains("not connected"));
        }

        link(folder, "tls://localhost:" + peer[0]);
        String card = awaitSheet(sheet -> sheet.contains("connected to tls://localhost"))
                .lines()
                .filter(line -> line.startsWith("card "))
                .findFirst()
                .orElseThrow()
                .substring("card ".length())
                .strip();
        Identity second = Gateway.identity();
        String report = push(card, second, second);
        assertTrue(report, report.startsWith("IN_USE "));
        assertTrue(report, report.contains(PROFILE + ": committed revision "));
        awaitSerial(second);

        String refused = push(card, Gateway.identity(), Gateway.identity());
        assertTrue(refused, refused.startsWith("REFUSED cert.pem: does not match the private.key"));
        awaitSheet(sheet -> sheet.contains("REFUSED: cert.pem: does not match"));
    }

    @Test
    public void anEngineThatShowsAnotherNamesCertificateIsNoEngine() throws Exception {
        Path folder = Files.createDirectories(Gateway.home().resolve("fleet-by-address"));
        Files.writeString(folder.resolve("operators"), peer[1] + "\n");
        gateway.deliver(PROFILE, Gateway.identity());

        link(folder, "tls://127.0.0.1:" + peer[0]);

        awaitSheet(sheet -> sheet.contains("not connected") && sheet.contains("127.0.0.1"));
    }

    private void link(Path folder, String server) throws IOException {
        configurations
                .getConfiguration(PID, "?")
                .update(new Hashtable<>(Map.of(
                        "servers",
                        new String[] {server},
                        "fleet",
                        FleetWords.FLEET,
                        "gateway",
                        "gw-17",
                        "folder",
                        folder.toString(),
                        "profile",
                        PROFILE)));
    }

    @SuppressWarnings("unchecked") // The JDK's own classes on both sides; FleetPeer is the one that writes.
    private String push(String card, Identity chain, Identity key) {
        Map<String, byte[]> files = new HashMap<>();
        files.put("ca.pem", Gateway.ca().pem());
        files.put("cert.pem", chain.chainPem());
        files.put("private.key", key.keyPem());
        return ((BiFunction<String, Map<String, byte[]>, String>) peer[2]).apply(card, files);
    }

    /** What {@code ussl:fleet} prints, once it is as wanted. The command goes and comes with each configuration. */
    private String awaitSheet(Predicate<String> wanted) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String sheet;
        do {
            Object command = gateway.await("(&(osgi.command.scope=ussl)(osgi.command.function=fleet))");
            sheet = (String) command.getClass().getMethod("fleet").invoke(command);
            if (wanted.test(sheet)) {
                return sheet;
            }
            Thread.onSpinWait();
        } while (System.nanoTime() < end);
        throw new AssertionError(sheet);
    }

    private void awaitSerial(Identity identity) throws InterruptedException {
        String wanted = identity.certificate().getSerialNumber().toString(16);
        String seen;
        do {
            seen = broker.clientSerials().poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (seen == null) {
                throw new AssertionError("the broker never saw the certificate " + wanted);
            }
        } while (!seen.equals(wanted));
    }
}
