// SPDX-License-Identifier: Apache-2.0
package org.ussl.web.internal;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import javax.servlet.Servlet;
import javax.servlet.ServletException;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.felix.utils.json.JSONWriter;
import org.apache.felix.webconsole.AbstractWebConsolePlugin;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.Audit;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.Credentials;
import org.ussl.credential.Origin;
import org.ussl.tls.TlsService;

/**
 * The page below the console's path, behind the console's login. It answers requests itself instead of filling the
 * console's template, whose inline scripts no strict content security policy allows.
 *
 * <p>Reading is {@code GET}: the page and its files, {@code state}, {@code connections}, {@code history}. Changing is
 * {@code POST}, past the {@link RequestGuard}: {@code upload}, {@code rollback}, {@code drop}.
 */
@Component(
        service = Servlet.class,
        property = {
            "felix.webconsole.label=" + WebConsolePage.LABEL,
            "felix.webconsole.title=" + WebConsolePage.TITLE,
            "felix.webconsole.category=ussl"
        })
// Deprecated in favour of a class that needs the servlet API that Karaf 4.4 does not have: docs/decisions/0022.
@SuppressWarnings("deprecation")
public final class WebConsolePage extends AbstractWebConsolePlugin {

    static final String LABEL = "ussl";
    static final String TITLE = "Credentials";

    private static final Logger LOG = LoggerFactory.getLogger(WebConsolePage.class);
    private static final long serialVersionUID = 1L;

    /** The largest file that the intake can be configured to look at. */
    private static final int MAX_BYTES = 16 << 20;

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'";

    private final transient Map<String, PageFile> files = PageFile.all();
    private final transient SessionToken tokens;
    private final transient RequestGuard guard;
    private final transient GatewayView view;
    private final transient OperatorDesk desk = new OperatorDesk();

    /** Dynamic, all four: the page stays and says what is missing. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private transient volatile @Nullable Credentials credentials;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private transient volatile @Nullable CredentialIntake intake;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private transient volatile @Nullable TlsService tls;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private transient volatile @Nullable Audit audit;

    /** Called by Declarative Services. */
    @Activate
    public WebConsolePage() {
        Clock clock = Clock.systemUTC();
        tokens = new SessionToken(new SecureRandom(), clock);
        guard = new RequestGuard(tokens);
        view = new GatewayView(clock);
    }

    @Override
    public String getLabel() {
        return LABEL;
    }

    @Override
    public String getTitle() {
        return TITLE;
    }

    @Override
    protected void renderContent(HttpServletRequest request, HttpServletResponse response) {
        throw new IllegalStateException("this page has no use for the console's template");
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-store");
        switch (request.getMethod()) {
            case "GET", "HEAD", "POST" -> super.service(request, response);
            default -> say(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "GET to read, POST to change");
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<String> name = name(request);
        if (name.isEmpty()) {
            // So that the page's own links are relative to it, wherever the console and a proxy have put it.
            response.setStatus(HttpServletResponse.SC_FOUND);
            response.setHeader("Location", LABEL + "/");
            return;
        }
        PageFile file = files.get(name.get());
        if (file != null) {
            send(request, response, file);
            return;
        }
        Services services = services();
        switch (name.get()) {
            case "state" -> {
                Map<String, Object> state = view.state(services);
                state.put("user", user(request));
                state.put("token", tokens.issue(user(request)));
                send(response, state);
            }
            case "connections" -> send(response, view.connections(services));
            case "history" -> send(response, view.history(services, parameter(request, "profile")));
            default -> say(response, HttpServletResponse.SC_NOT_FOUND, "there is no such page");
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<String> refusal = guard.refusal(user(request), request::getHeader);
        if (refusal.isPresent()) {
            LOG.warn(
                    "a request from {} in {}'s name was refused: {}",
                    request.getRemoteAddr(),
                    origin(request).user(),
                    refusal.get());
            say(response, HttpServletResponse.SC_FORBIDDEN, "refused: " + refusal.get());
            return;
        }
        String profile = parameter(request, "profile");
        switch (name(request).orElse("")) {
            case "upload" -> upload(request, response, profile);
            case "rollback" ->
                send(response, desk.rollback(services(), profile, parameter(request, "revision"), origin(request)));
            case "drop" -> send(response, desk.drop(services(), profile, origin(request)));
            default -> say(response, HttpServletResponse.SC_NOT_FOUND, "there is no such action");
        }
    }

    /** The file is the body as it is, so that no part of a key lands in a temporary file of a form's parser. */
    private void upload(HttpServletRequest request, HttpServletResponse response, String profile) throws IOException {
        if (!"application/octet-stream".equals(request.getContentType())) {
            say(response, HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE, "the file itself is wanted");
            return;
        }
        long length = request.getContentLengthLong();
        if (length < 0 || length > MAX_BYTES) {
            say(response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, "at most " + MAX_BYTES + " bytes");
            return;
        }
        byte[] content = new byte[(int) length];
        try {
            if (request.getInputStream().readNBytes(content, 0, content.length) < content.length) {
                say(response, HttpServletResponse.SC_BAD_REQUEST, "the upload broke off; nothing has changed");
                return;
            }
            send(response, desk.upload(services(), profile, parameter(request, "part"), content, origin(request)));
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private Services services() {
        return new Services(
                Optional.ofNullable(credentials),
                Optional.ofNullable(intake),
                Optional.ofNullable(tls),
                Optional.ofNullable(audit));
    }

    /** What stands behind the page's path; nothing for the path itself without a slash. */
    private static Optional<String> name(HttpServletRequest request) {
        String path = request.getPathInfo() == null ? "" : request.getPathInfo();
        String start = "/" + LABEL + "/";
        return path.startsWith(start) ? Optional.of(path.substring(start.length())) : Optional.empty();
    }

    private static String parameter(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        return value == null ? "" : value;
    }

    /** The name that the console's login knows; empty where the console asks for none. */
    private static String user(HttpServletRequest request) {
        String remote = request.getRemoteUser();
        if (remote != null) {
            return remote;
        }
        Object known = request.getAttribute("org.apache.felix.webconsole.user");
        if (known instanceof Principal principal) {
            return principal.getName();
        }
        return known instanceof String name ? name : "";
    }

    private static Origin origin(HttpServletRequest request) {
        return new Origin(user(request), "web", request.getRemoteAddr() + ":" + request.getRemotePort());
    }

    private static void send(HttpServletRequest request, HttpServletResponse response, PageFile file)
            throws IOException {
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("ETag", file.tag());
        if (file.tag().equals(request.getHeader("If-None-Match"))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(file.type());
        response.setContentLength(file.content().length);
        response.getOutputStream().write(file.content());
    }

    private static void say(HttpServletResponse response, int status, String message) throws IOException {
        response.setStatus(status);
        send(response, Map.of("status", "error", "message", message));
    }

    private static void send(HttpServletResponse response, Map<String, Object> tree) throws IOException {
        response.setContentType("application/json; charset=utf-8");
        // Not the response's own writer: the console would translate what it passes.
        Writer writer = new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8);
        new JSONWriter(writer).value(tree);
        writer.flush();
    }
}
