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
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The operator's page in Karaf's web console, used as its script uses it. */
record WebPage(int port, String user, String password) {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
    private static final Pattern LISTENS =
            Pattern.compile("Started \\S*@\\w+\\{HTTP/1\\.1[^{]*\\{[^}]*:(\\d+)\\}", Pattern.MULTILINE);

    /** Waits until the page is there. */
    static WebPage of(Karaf karaf, String user, String password) throws Exception {
        WebPage[] page = new WebPage[1];
        Patience.untilAsserted(() -> {
            page[0] = new WebPage(port(karaf), user, password);
            assertThat(page[0].get("").statusCode()).isEqualTo(200);
        });
        return page[0];
    }

    /** The port that Karaf's HTTP service has got from the system. */
    static int port(Karaf karaf) throws IOException {
        List<MatchResult> listens = LISTENS.matcher(karaf.log()).results().toList();
        assertThat(listens).as("HTTP service").isNotEmpty();
        return Integer.parseInt(listens.get(listens.size() - 1).group(1));
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(request(path).GET());
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
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/system/console/ussl/")
                        .resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Basic " + login);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }
}
