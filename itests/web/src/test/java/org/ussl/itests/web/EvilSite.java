// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.web;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A page of another origin that the operator looks at while logged in: it tries to roll a profile back. */
final class EvilSite implements AutoCloseable {
    private static final String PAGE = """
            <!DOCTYPE html><html lang="en"><link rel="icon" href="data:,"><title>Kittens</title><p id="told"></p>
            <script>
              const gateway = '%s', told = [];
              (async () => {
                await fetch(gateway + 'rollback?profile=target&revision=2',
                  {method: 'POST', mode: 'no-cors', credentials: 'include'}).catch(() => {});
                told.push('sent rollback');
                await fetch(gateway + 'state', {credentials: 'include'}).then(() => told.push('read state'),
                  () => told.push('could not read state'));
                document.getElementById('told').textContent = told.join(', ');
              })();
            </script></html>
            """;

    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

    EvilSite(URI gateway) throws IOException {
        byte[] page = PAGE.formatted(gateway).getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            try (exchange) {
                exchange.getResponseBody().write(page);
            }
        });
        server.start();
    }

    URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
