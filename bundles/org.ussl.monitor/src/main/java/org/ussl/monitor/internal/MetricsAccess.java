// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Who may read the page. Without a token only who is on the gateway itself: the connection comes from there, the
 * request was not passed on by a proxy that listens for others, and it asks for the gateway by a name that no
 * stranger's page can point here (a browser on the gateway would fetch it for him otherwise).
 */
final class MetricsAccess {

    private static final Pattern LITERAL = Pattern.compile("[0-9]+(\\.[0-9]+){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+");
    private static final String SCHEME = "bearer ";

    private final Supplier<MonitorSettings> settings;

    MetricsAccess(Supplier<MonitorSettings> settings) {
        this.settings = settings;
    }

    /**
     * What is known of a request. Headers that were not sent are empty.
     *
     * @param passedOn whether a header of a proxy is there
     */
    record Caller(String address, boolean secure, String host, boolean passedOn, String authorization) {}

    /** An answer in place of the page. */
    record Refusal(int status, String words) {}

    /** Why somebody may not read; nothing if he may. */
    Optional<Refusal> refusal(Caller caller) {
        MonitorSettings now = settings.get();
        return now.token().isPresent() ? unknown(caller, now.token().get(), now.allowClearText()) : foreign(caller);
    }

    private static Optional<Refusal> foreign(Caller caller) {
        if (!isLoopback(caller.address)) {
            return Optional.of(new Refusal(
                    403, "for the gateway itself only; tokenFile in org.ussl.monitor lets others read, with a token"));
        }
        if (caller.passedOn || !isLoopback(name(caller.host))) {
            return Optional.of(new Refusal(
                    403, "for the gateway itself only, asked for as localhost and not through a proxy; see tokenFile"));
        }
        return Optional.empty();
    }

    private static Optional<Refusal> unknown(Caller caller, TokenFile token, boolean allowClearText) {
        if (!caller.secure && !allowClearText && !isLoopback(caller.address)) {
            return Optional.of(new Refusal(403, "over https only: a token must not cross a network readable"));
        }
        String given = caller.authorization;
        if (!given.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return Optional.of(new Refusal(401, "a bearer token is wanted"));
        }
        try {
            return token.is(given.substring(SCHEME.length()).strip())
                    ? Optional.empty()
                    : Optional.of(new Refusal(401, "this is not the token"));
        } catch (IOException e) {
            return Optional.of(new Refusal(503, "the file of the token cannot be used"));
        }
    }

    /** The name in a Host header, without its port. */
    private static String name(String host) {
        int end = host.startsWith("[") ? host.indexOf(']') + 1 : host.indexOf(':');
        return end > 0 ? host.substring(0, end) : host;
    }

    private static boolean isLoopback(String address) {
        String bare = address.replaceAll("^\\[|]$", "").replaceFirst("%.*", "");
        if (bare.equalsIgnoreCase("localhost")) {
            return true;
        }
        try {
            // Of an address only, so that no name is looked up.
            return LITERAL.matcher(bare).matches()
                    && InetAddress.getByName(bare).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
