// SPDX-License-Identifier: Apache-2.0
package org.ussl.web.internal;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells a change that the operator asked for on our page from one that another site made the operator's browser send.
 * The console's login is no proof of that: the browser adds it to any request. Asked for are the page's token, in a
 * header that other sites cannot set without being asked by the browser first, and that the browser itself names our
 * page as the sender, where it names one.
 */
final class RequestGuard {

    /** The header that carries the token. */
    static final String TOKEN_HEADER = "X-Ussl-Token";

    private final SessionToken tokens;

    RequestGuard(SessionToken tokens) {
        this.tokens = tokens;
    }

    /**
     * Judges a request that changes something.
     *
     * @param user who is logged in
     * @param headers the request's headers by name
     * @return why it is refused; empty if it is fine
     */
    Optional<String> refusal(String user, Headers headers) {
        String site = headers.first("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin")) {
            return Optional.of("it comes from another site");
        }
        String origin = headers.first("Origin");
        // Behind a proxy the gateway does not know its own name; the browser, which has spoken above, does.
        if (site == null && origin != null && !origin.toLowerCase(Locale.ROOT).endsWith("://" + host(headers))) {
            return Optional.of("it comes from another origin");
        }
        String token = headers.first(TOKEN_HEADER);
        if (token == null || !tokens.accepts(token, user)) {
            return Optional.of("it has no valid token; load the page again");
        }
        return Optional.empty();
    }

    private static String host(Headers headers) {
        String host = headers.first("Host");
        return host == null ? "" : host.toLowerCase(Locale.ROOT);
    }

    /** The headers of a request. */
    interface Headers {
        /** The first value of a header; {@code null} if it is not there. */
        @Nullable
        String first(String name);
    }
}
