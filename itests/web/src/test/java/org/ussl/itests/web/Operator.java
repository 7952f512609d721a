// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Identity;

/** Somebody who is logged in, and who uses the page's addresses without a browser. */
final class Operator {
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
    private static final String LOGIN = "Basic "
            + Base64.getEncoder()
                    .encodeToString((WebGateway.USER + ":" + WebGateway.PASSWORD).getBytes(StandardCharsets.US_ASCII));

    private final URI page;
    private final HttpClient client;

    Operator(URI page) {
        this(page, HttpClient.newHttpClient());
    }

    Operator(URI page, HttpClient client) {
        this.page = page;
        this.client = client;
    }

    HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    /** A request with the login, for tests that add what they want. */
    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(page.resolve(path)).header("Authorization", LOGIN);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    String token() {
        Matcher found = TOKEN.matcher(get("state").body());
        if (!found.find()) {
            throw new AssertionError("no token");
        }
        return found.group(1);
    }

    /** Does something as the page does it. */
    String change(String path, byte[] body) {
        return send(request(path)
                        .header("X-Ussl-Token", token())
                        .header("Content-Type", "application/octet-stream")
                        .POST(BodyPublishers.ofByteArray(body)))
                .body();
    }

    String upload(String profile, String part, byte[] content) {
        return change(
                "upload?profile=" + URLEncoder.encode(profile, StandardCharsets.UTF_8) + "&part=" + part, content);
    }

    /** Delivers all three parts of a profile. */
    void deliver(String profile, Authority ca, Identity identity) {
        upload(profile, "ca.pem", ca.pem());
        renew(profile, identity);
    }

    /** Delivers a new certificate with its key; gives the answer that tells of the commit. */
    String renew(String profile, Identity identity) {
        upload(profile, "cert.pem", identity.chainPem());
        return upload(profile, "private.key", identity.keyPem());
    }
}
