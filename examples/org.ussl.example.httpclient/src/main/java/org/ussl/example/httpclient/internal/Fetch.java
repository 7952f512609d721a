// SPDX-License-Identifier: Apache-2.0
package org.ussl.example.httpclient.internal;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The shell command {@code example:fetch URI}, by the JDK's HTTP client. The client is made once, and each of its new
 * connections uses the certificate, the key and the CAs that are in use then.
 */
@Component(
        service = Fetch.class,
        property = {"osgi.command.scope=example", "osgi.command.function=fetch"})
public final class Fetch {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient client;

    /** Takes the context of the profile {@code default}. */
    @Activate
    public Fetch(@Reference(target = "(&(ussl.profile=default)(ussl.cert_reqs=required))") SSLContext tls) {
        client = HttpClient.newBuilder().sslContext(tls).connectTimeout(TIMEOUT).build();
    }

    /**
     * Gets a page.
     *
     * @return its text
     * @throws IOException if the server cannot be reached or is not to be trusted; the message says what to do
     */
    public String fetch(String uri) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(uri)).timeout(TIMEOUT).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
