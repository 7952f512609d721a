// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import io.nats.client.Connection;
import io.nats.client.KeyValue;
import io.nats.client.KeyValueOptions;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueWatcher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.ussl.credential.CredentialPart;
import org.ussl.store.nats.internal.engine.BucketKeys;
import org.ussl.store.nats.internal.engine.FleetBucket;
import org.ussl.store.nats.internal.engine.SentProfiles;
import org.ussl.store.nats.internal.sealing.Delivery;
import org.ussl.store.nats.internal.sealing.Party;
import org.ussl.store.nats.internal.sealing.Report;
import org.ussl.store.nats.internal.sealing.SealedValue;
import org.ussl.store.nats.internal.sealing.SoftwareKeys;
import org.ussl.testing.pki.Identity;

/**
 * An engine (Debian's nats-server, with mutual TLS) and an operator, outside of OSGi for as long as the JVM runs. What
 * the tests inside may do is in the system properties, in the JDK's classes.
 */
final class FleetPeer {

    private static final Path PROGRAM = Path.of("/usr/sbin/nats-server");
    private static final Pattern PORT = Pattern.compile("(?:nats|tls)://[0-9.]+:(\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final KeyValueOptions PATIENT =
            KeyValueOptions.builder().jsRequestTimeout(PATIENCE).build();

    private final SoftwareKeys operator;
    private final SSLContext tls;
    private final int port;

    private FleetPeer(SoftwareKeys operator, SSLContext tls, int port) {
        this.operator = operator;
        this.tls = tls;
        this.port = port;
    }

    /** Starts both at the first call; none where there is no nats-server. The broker has to be there. */
    static synchronized void share() throws IOException {
        if (!Files.isExecutable(PROGRAM) || FleetWords.shared() != null) {
            return;
        }
        try {
            Path folder = Files.createTempDirectory(Path.of(System.getProperty("ussl.itests.work")), "nats");
            Identity own = Gateway.ca()
                    .issue(org.ussl.testing.pki.Certificate.named("CN=engine").dns("localhost"));
            FleetPeer peer = new FleetPeer(SoftwareKeys.generate("alice"), context(own), start(folder, own));
            try (Connection connection = peer.connect()) {
                connection
                        .keyValueManagement(PATIENT)
                        .create(FleetBucket.of(FleetWords.FLEET).build());
            }
            BiFunction<String, Map<String, byte[]>, String> push = peer::push;
            FleetWords.share(peer.port, peer.operator.party().card(), push);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } catch (Exception e) {
            throw new IOException("the tests' engine could not be set up", e);
        }
    }

    private static int start(Path folder, Identity own) throws IOException, InterruptedException {
        Path ports = Files.createDirectory(folder.resolve("ports"));
        List<String> words = new ArrayList<>(List.of(PROGRAM.toString(), "-a", "127.0.0.1", "-p", "-1", "-js"));
        words.addAll(List.of("-sd", folder.toString(), "--ports_file_dir", ports.toString()));
        // As long as it takes: by itself the server hangs up on who needs more than two seconds for a handshake.
        String tls = "tls { cert_file: \"%s\", key_file: \"%s\", ca_file: \"%s\", verify: true, timeout: 60 }"
                .formatted(
                        write(folder, "cert.pem", own.chainPem()),
                        write(folder, "key.pem", own.keyPem()),
                        write(folder, "ca.pem", Gateway.ca().pem()));
        words.addAll(List.of("-c", write(folder, "nats.conf", tls.getBytes(StandardCharsets.UTF_8))));
        Process server = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::destroyForcibly));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && server.isAlive()) {
            try (var files = Files.list(ports)) {
                for (Path file : files.toList()) {
                    Matcher matcher = PORT.matcher(Files.readString(file));
                    if (matcher.find()) {
                        return Integer.parseInt(matcher.group(1));
                    }
                }
            }
            server.waitFor(20, TimeUnit.MILLISECONDS);
        }
        server.destroyForcibly();
        throw new IOException("nats-server does not start: " + Files.readString(folder.resolve("log")));
    }

    private static String write(Path folder, String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content).toString();
    }

    private static SSLContext context(Identity own) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", Gateway.ca().certificate());
        char[] none = new char[0];
        store.setEntry(
                "own",
                new PrivateKeyEntry(own.keyPair().getPrivate(), own.chain().toArray(new Certificate[0])),
                new KeyStore.PasswordProtection(none));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, none);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private Connection connect() throws IOException, InterruptedException {
        return Nats.connect(new Options.Builder()
                .server("tls://localhost:" + port)
                .sslContext(tls)
                .connectionTimeout(PATIENCE)
                .build());
    }

    /** Delivers files to a gateway and waits for what it says. */
    private String push(String card, Map<String, byte[]> files) {
        try (Connection connection = connect()) {
            Party gateway = Party.parse(card);
            List<Delivery.File> parts = new ArrayList<>();
            for (CredentialPart part : CredentialPart.values()) {
                if (files.containsKey(part.fileName())) {
                    parts.add(new Delivery.File(part, files.get(part.fileName())));
                }
            }
            KeyValue bucket = connection.keyValue(FleetWords.FLEET, PATIENT);
            String key = BucketKeys.delivery(gateway.name(), FleetWords.PROFILE);
            KeyValueEntry before = bucket.get(key);
            long previous =
                    before == null ? 0 : SealedValue.parse(before.getValue()).number();
            long number = Math.max(System.currentTimeMillis(), previous + 1);
            BlockingQueue<byte[]> reports = new LinkedBlockingQueue<>();
            bucket.watch(BucketKeys.report(gateway.name(), FleetWords.PROFILE), new KeyValueWatcher() {
                @Override
                public void watch(KeyValueEntry entry) {
                    reports.add(entry.getValue());
                }

                @Override
                public void endOfData() {}
            });
            SentProfiles.note(bucket, gateway.name(), FleetWords.PROFILE);
            bucket.put(
                    key,
                    SealedValue.seal(
                            new Delivery(
                                    FleetWords.FLEET,
                                    gateway,
                                    operator.party(),
                                    FleetWords.PROFILE,
                                    number,
                                    previous,
                                    parts),
                            operator));
            while (true) {
                byte[] value = reports.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                if (value == null) {
                    return "nothing was reported";
                }
                Report report = Report.open(value, operator, FleetWords.FLEET, gateway, FleetWords.PROFILE);
                if (report.taken() == number) {
                    return report.outcome() + " " + report.message();
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
