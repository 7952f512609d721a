// SPDX-License-Identifier: Apache-2.0
package org.ussl.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The monitor in the distribution, by what docs/monitoring.md says of {@code deploy/}. */
@Timeout(300)
class MonitorInDeployIT {
    @TempDir
    Path data;

    @Test
    void hasItsPageAndItsCommandWhenItIsPutIntoDeploy() throws Exception {
        Map<String, String> anyPort =
                Map.of("JAVA_OPTS", "-Dorg.osgi.service.http.port=0 -Dorg.apache.felix.http.host=127.0.0.1");
        try (PackagedGateway gateway = new PackagedGateway(
                anyPort,
                "--port",
                "0",
                "--data",
                data.toString(),
                "--deploy",
                System.getProperty("ussl.monitor"),
                "--shell")) {
            String port = gateway.await("at port\\(s\\) HTTP:(\\d+)").group(1);

            HttpResponse<String> page = page(URI.create("http://127.0.0.1:" + port + "/metrics"));
            assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
            assertThat(page.body()).contains("# TYPE ussl_handshakes_total counter");

            gateway.type("ussl:health");
            gateway.await("ingest +ok +the FTP drop box listens on port");
        }
    }

    /** The page comes a moment after its server. */
    private static HttpResponse<String> page(URI uri) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60)).build();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() == 200) {
                return response;
            }
            assertThat(System.nanoTime()).as("no page in 60 s, but " + response).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
