// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** The page over HTTP, for those who may read it. Loaded when an HTTP service asks for it. */
final class MetricsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final List<String> PROXIES =
            List.of("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP");

    private final transient MetricsAccess access;
    private final transient Supplier<String> page;

    MetricsServlet(MetricsAccess access, Supplier<String> page) {
        this.access = access;
        this.page = page;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("X-Content-Type-Options", "nosniff");
        Optional<MetricsAccess.Refusal> refusal = access.refusal(new MetricsAccess.Caller(
                request.getRemoteAddr(),
                request.isSecure(),
                header(request, "Host"),
                PROXIES.stream().anyMatch(name -> request.getHeader(name) != null),
                header(request, "Authorization")));
        if (refusal.isPresent()) {
            if (refusal.get().status() == HttpServletResponse.SC_UNAUTHORIZED) {
                response.setHeader("WWW-Authenticate", "Bearer realm=\"ussl\"");
            }
            send(
                    request,
                    response,
                    refusal.get().status(),
                    "text/plain; charset=utf-8",
                    refusal.get().words() + "\n");
            return;
        }
        switch (request.getMethod()) {
            case "GET", "HEAD" ->
                send(request, response, HttpServletResponse.SC_OK, Exposition.CONTENT_TYPE, page.get());
            default -> {
                response.setHeader("Allow", "GET, HEAD");
                send(
                        request,
                        response,
                        HttpServletResponse.SC_METHOD_NOT_ALLOWED,
                        "text/plain; charset=utf-8",
                        "GET to read\n");
            }
        }
    }

    private static String header(HttpServletRequest request, String name) {
        String value = request.getHeader(name);
        return value == null ? "" : value;
    }

    private static void send(
            HttpServletRequest request, HttpServletResponse response, int status, String type, String text)
            throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLength(body.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
    }
}
