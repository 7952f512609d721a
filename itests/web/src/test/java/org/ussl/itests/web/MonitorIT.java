// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/** What a monitoring system sees of uploads and handshakes that really happen: over HTTP, and by JMX. */
class MonitorIT {
    private static final Authority CA = Authority.create("CN=Plant CA");
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    @TempDir
    static Path folder;

    private static WebGateway gateway;
    private static Operator operator;

    @BeforeAll
    static void start() throws Exception {
        gateway = new WebGateway(folder).start("javax").serve();
        operator = new Operator(gateway.http());
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @Test
    void countsWhatHappensOnTheGateway() throws Exception {
        Identity identity = CA.issue(Certificate.named("CN=gw-17").dns("localhost"));
        double before = value("ussl_handshakes_total{outcome=\"full\",reason=\"\"}");
        double swaps = value("ussl_swaps_total{action=\"delivery\"}");
        operator.deliver("line-3", CA, identity);
        double refusals = value("ussl_uploads_total{transport=\"web\",outcome=\"refused\",reason=\"not_a_ca\"}");
        assertThat(operator.upload("line-3", "ca.pem", identity.chainPem())).contains("\"refused\"");
        handshake("line-3");

        // One for each side.
        assertThat(value("ussl_handshakes_total{outcome=\"full\",reason=\"\"}")).isEqualTo(before + 2);
        assertThat(value("ussl_swaps_total{action=\"delivery\"}")).isEqualTo(swaps + 2);
        assertThat(value("ussl_uploads_total{transport=\"web\",outcome=\"refused\",reason=\"not_a_ca\"}"))
                .isEqualTo(refusals + 1);
        assertThat(value("ussl_certificate_expiry_timestamp_seconds{profile=\"line-3\",part=\"cert.pem\","
                        + "subject=\"CN=gw-17\"}"))
                .isEqualTo(identity.certificate().getNotAfter().getTime() / 1000.0);
        assertThat(value("ussl_credential_revision{profile=\"line-3\"}")).isEqualTo(2);

        ObjectName tls = new ObjectName("org.ussl:type=Tls");
        ObjectName profile = new ObjectName("org.ussl:type=Profile,name=\"line-3\"");
        await(() -> SERVER.isRegistered(tls) && SERVER.isRegistered(profile));
        assertThat((long) SERVER.getAttribute(tls, "FullHandshakes")).isGreaterThanOrEqualTo(2);
        assertThat((double) SERVER.getAttribute(profile, "DaysToExpiry")).isBetween(29.0, 30.0);
        assertThat((double) SERVER.getAttribute(new ObjectName("org.ussl:type=Credentials"), "FewestDaysToExpiry"))
                .isBetween(29.0, 30.0);
    }

    /** EventAdmin and the health checks are installed when everything runs, and nothing is refreshed for it. */
    @Test
    void whoComesLaterHearsOfEachChangeAndAsksForTheGatewaysHealth() throws Exception {
        Subscriber events = Subscriber.install(gateway);
        Identity identity = CA.issue(Certificate.named("CN=gw-18").dns("localhost"));
        operator.upload("line-5", "ca.pem", CA.pem());
        operator.upload("line-5", "cert.pem", identity.chainPem());
        operator.upload("line-5", "private.key", identity.keyPem());
        operator.upload("line-5", "ca.pem", identity.chainPem());
        operator.change("rollback?profile=line-5&revision=1", new byte[0]);
        // In any order, because each request has a thread of its own.
        assertThat(events.changes("line-5", 5))
                .containsExactlyInAnyOrder(
                        "COMMITTED 1 [ca.pem] web",
                        "PENDING cert.pem web",
                        "COMMITTED 2 [cert.pem, private.key] web",
                        "REFUSED ca.pem web NOT_A_CA",
                        "ROLLED_BACK 3 [] web");
        assertThat(events.properties())
                .contains("line-5")
                .doesNotContain(KeyForms.of(identity.keyPair().getPrivate()));

        // The certificate ends within 30 days.
        operator.deliver("line-6", CA, identity);
        events.awaitExpiry("line-6");
        Checks checks = Checks.install(gateway);
        await(() -> checks.run()
                .equals(Map.of(
                        "ussl expiry", "WARN",
                        "ussl store", "OK",
                        "ussl clock", "OK",
                        "ussl ingest", "OK",
                        "ussl mqtt", "OK")));
        assertThat(value("ussl_health{check=\"expiry\"}")).isEqualTo(1);
        ObjectName health = new ObjectName("org.ussl:type=Health");
        await(() -> SERVER.isRegistered(health));
        assertThat((boolean) SERVER.getAttribute(health, "Healthy")).isTrue();
    }

    @Test
    void hearsOfWhatIsDroppedRemovedAndHasEnded() throws Exception {
        Subscriber events = Subscriber.install(gateway);
        Identity identity = CA.issue(Certificate.named("CN=gw-19").dns("localhost"));
        operator.upload("line-7", "ca.pem", CA.pem());
        operator.upload("line-7", "cert.pem", identity.chainPem());
        operator.change("drop?profile=line-7", new byte[0]);
        // Overdue: it is taken with a warning, and tells so.
        Instant now = Instant.now();
        operator.upload(
                "line-7",
                "crl.pem",
                CA.crl(now.minus(Duration.ofHours(2)), now.minus(Duration.ofHours(1)))
                        .getEncoded());
        events.changes("line-7", 5);
        gateway.remove("line-7", "CRL");

        assertThat(events.changes("line-7", 6).stream().map(String::strip))
                .containsExactlyInAnyOrder(
                        "COMMITTED 1 [ca.pem] web",
                        "PENDING cert.pem web",
                        "DROPPED cert.pem web",
                        "COMMITTED 2 [crl.pem] web",
                        "EXPIRED crl.pem gateway",
                        "REMOVED 3 [crl.pem]");
    }

    @Test
    void thePageIsForTheGatewayItselfOrForWhoKnowsTheToken() throws Exception {
        HttpResponse<String> page = get("");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").map(type -> type.replace(" ", "")))
                .hasValueSatisfying(
                        type -> assertThat(type).isEqualToIgnoringCase("text/plain;version=0.0.4;charset=utf-8"));
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(statusOf("GET /metrics HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .isEqualTo(403);
        assertThat(statusOf("GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 127.0.0.1\r\n"
                        + "Connection: close\r\n\r\n"))
                .isEqualTo(403);
        assertThat(statusOf("TRACE /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .isEqualTo(405);

        Path token = Files.writeString(folder.resolve("token"), "0123456789abcdef0123456789abcdef\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        gateway.reconfigure("org.ussl.monitor", "tokenFile", token.toString());
        try {
            await(() -> get("").statusCode() == 401);
            assertThat(get("0123456789abcdef0123456789abcdee").statusCode()).isEqualTo(401);
            assertThat(get("0123456789abcdef0123456789abcdef").body()).contains("ussl_build_info");
            // A value that is refused leaves what was there in force.
            gateway.reconfigure(
                    "org.ussl.monitor", "tokenFile", folder.resolve("none").toString());
            assertThat(get("").statusCode()).isEqualTo(401);
            assertThat(get("0123456789abcdef0123456789abcdef").statusCode()).isEqualTo(200);
        } finally {
            gateway.reconfigure("org.ussl.monitor", "tokenFile", "");
        }
        await(() -> get("").statusCode() == 200);
    }

    @Test
    void aStoppedBundleLeavesNothingAndAStartedOneIsThereAgain() throws Exception {
        await(() -> SERVER.isRegistered(new ObjectName("org.ussl:type=Tls")));
        gateway.bundle("org.ussl.monitor").stop();
        try {
            assertThat(SERVER.queryNames(new ObjectName("org.ussl:*"), null)).isEmpty();
            await(() -> get("").statusCode() == 404);
            await(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("ussl-monitor")));
        } finally {
            gateway.bundle("org.ussl.monitor").start();
        }
        await(() -> get("").statusCode() == 200);
        await(() -> SERVER.isRegistered(new ObjectName("org.ussl:type=Tls")));
    }

    /** A connection between two apps of the gateway; each side is a handshake of the service. */
    private static void handshake(String profile) throws Exception {
        SSLServerSocketFactory servers = gateway.await(
                SSLServerSocketFactory.class, "(&(ussl.profile=" + profile + ")(ussl.cert_reqs=required))");
        SSLContext clients = gateway.await(
                SSLContext.class, "(&(ussl.profile=" + profile + ")(ussl.role=client)(ussl.cert_reqs=required))");
        try (SSLServerSocket listener =
                (SSLServerSocket) servers.createServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Integer> echoed = CompletableFuture.supplyAsync(() -> {
                try (Socket peer = listener.accept()) {
                    int said = peer.getInputStream().read();
                    peer.getOutputStream().write(said);
                    return said;
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            try (SSLSocket socket =
                    (SSLSocket) clients.getSocketFactory().createSocket("localhost", listener.getLocalPort())) {
                socket.getOutputStream().write(42);
                assertThat(socket.getInputStream().read()).isEqualTo(42);
            }
            assertThat(echoed.get(60, TimeUnit.SECONDS)).isEqualTo(42);
        }
    }

    private static HttpResponse<String> get(String token) throws IOException, InterruptedException {
        URI page = gateway.http().resolve("/metrics");
        HttpRequest.Builder request = HttpRequest.newBuilder(page);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    private static double value(String series) throws IOException, InterruptedException {
        return get("").body()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + series));
    }

    private static int statusOf(String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), gateway.http().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return Integer.parseInt(answer.split(" ", 3)[1]);
        }
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("it did not come about").isLessThan(deadline);
            Thread.sleep(20);
        }
    }
}
