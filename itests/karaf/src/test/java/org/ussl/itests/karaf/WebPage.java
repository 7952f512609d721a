// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.ussl.testing.pki.Authority;

/** The operator's page in Karaf's web console, used as its script uses it. */
record WebPage(HttpClient client, URI console, String user, String password) {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Of a request that is repeated until the page is there: see {@link KarafDocumentsIT}'s for why it is short. */
    private static final Duration ATTEMPT = Duration.ofSeconds(20);

    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
    private static final String LISTENS = "Started \\S*@\\w+\\{%s,[^{]*\\{[^}]*:(\\d+)\\}";

    /** Waits until the page is there. */
    static WebPage of(Karaf karaf, String user, String password) throws Exception {
        return of(HttpClient.newBuilder(), karaf, "http", user, password);
    }

    /** Waits until the page is there with TLS, for who trusts this authority and nobody else. */
    static WebPage withTls(Karaf karaf, Authority trusted, String user, String password) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", trusted.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return of(HttpClient.newBuilder().sslContext(context), karaf, "https", user, password);
    }

    private static WebPage of(HttpClient.Builder builder, Karaf karaf, String scheme, String user, String password)
            throws Exception {
        HttpClient client = builder.version(HttpClient.Version.HTTP_1_1).build();
        WebPage[] page = new WebPage[1];
        Patience.untilAsserted(() -> {
            URI console = URI.create(scheme + "://localhost:" + port(karaf, scheme) + "/system/console/ussl/");
            page[0] = new WebPage(client, console, user, password);
            assertThat(page[0].ask("").statusCode()).isEqualTo(200);
        });
        return page[0];
    }

    /** The same page for somebody else. */
    WebPage as(String otherUser, String otherPassword) {
        return new WebPage(client, console, otherUser, otherPassword);
    }

    /** The port that Karaf's HTTP service has got from the system. */
    static int port(Karaf karaf, String scheme) throws IOException {
        Pattern listens = Pattern.compile(LISTENS.formatted(scheme.equals("https") ? "SSL" : "HTTP/1\\.1"));
        List<MatchResult> ports = listens.matcher(karaf.log()).results().toList();
        assertThat(ports).as("HTTP service").isNotEmpty();
        return Integer.parseInt(ports.get(ports.size() - 1).group(1));
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(request(path).GET());
    }

    /** Asks for what may not be there yet, and will be asked for again. */
    HttpResponse<String> ask(String path) throws Exception {
        return send(request(path).timeout(ATTEMPT).GET());
    }

    /** Delivers a part, and gives the intake's answer. */
    String upload(String part, byte[] content) throws Exception {
        Matcher token = TOKEN.matcher(get("state").body());
        assertThat(token.find()).as("the page's token").isTrue();
        return send(request("upload?profile=default&part=" + part)
                        .header("X-Ussl-Token", token.group(1))
                        .header("Content-Type", "application/octet-stream")
                        .POST(BodyPublishers.ofByteArray(content)))
                .body();
    }

    private HttpRequest.Builder request(String path) {
        String login = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.US_ASCII));
        return HttpRequest.newBuilder(console.resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Basic " + login);
    }

    /** The certificate that the page was served with. */
    Certificate certificate() throws Exception {
        return get("state").sslSession().orElseThrow().getPeerCertificates()[0];
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
