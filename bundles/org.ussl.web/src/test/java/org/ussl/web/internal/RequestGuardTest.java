// SPDX-License-Identifier: Apache-2.0
package org.ussl.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestGuardTest {
    private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");

    private final SecureRandom random = new SecureRandom();
    private Instant now = NOW;
    private final Clock clock = new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };
    private final SessionToken tokens = new SessionToken(random, clock);
    private final RequestGuard guard = new RequestGuard(tokens);
    private final Map<String, String> headers = new HashMap<>();

    @BeforeEach
    void asOurPageSends() {
        headers.put("Host", "gw-17:8443");
        headers.put("Origin", "https://gw-17:8443");
        headers.put("Sec-Fetch-Site", "same-origin");
        headers.put(RequestGuard.TOKEN_HEADER, tokens.issue("ann"));
    }

    private Optional<String> refusal() {
        return guard.refusal("ann", headers::get);
    }

    @Test
    void takesWhatOurPageSends() {
        assertThat(refusal()).isEmpty();
    }

    @Test
    void takesAProgramThatHasReadTheToken() {
        headers.remove("Origin");
        headers.remove("Sec-Fetch-Site");
        assertThat(refusal()).isEmpty();
    }

    @Test
    void refusesOtherSitesAlsoWithAToken() {
        for (String site : new String[] {"cross-site", "same-site", "none", ""}) {
            headers.put("Sec-Fetch-Site", site);
            assertThat(refusal()).as(site).contains("it comes from another site");
        }
    }

    @Test
    void refusesOtherOriginsOfOlderBrowsers() {
        headers.remove("Sec-Fetch-Site");
        for (String origin :
                new String[] {"https://evil.example", "https://evil-gw-17:8443", "null", "https://gw-17"}) {
            headers.put("Origin", origin);
            assertThat(refusal()).as(origin).contains("it comes from another origin");
        }
        headers.put("Origin", "https://GW-17:8443");
        assertThat(refusal()).isEmpty();
    }

    @Test
    void takesOurPageBehindAProxyThatNamesTheGatewayOtherwise() {
        headers.put("Host", "10.0.0.7:8080");
        assertThat(refusal()).isEmpty();
    }

    @Test
    void refusesWithoutAToken() {
        headers.remove(RequestGuard.TOKEN_HEADER);
        assertThat(refusal()).isPresent();
        headers.put(RequestGuard.TOKEN_HEADER, "");
        assertThat(refusal()).isPresent();
    }

    @Test
    void refusesATokenOfAnotherUserOrOfAnotherStart() {
        headers.put(RequestGuard.TOKEN_HEADER, tokens.issue("bob"));
        assertThat(refusal()).isPresent();
        headers.put(RequestGuard.TOKEN_HEADER, new SessionToken(random, clock).issue("ann"));
        assertThat(refusal()).isPresent();
    }

    @Test
    void aTokenEnds() {
        now = NOW.plus(Duration.ofMinutes(119));
        assertThat(refusal()).isEmpty();
        now = NOW.plus(Duration.ofMinutes(120));
        assertThat(refusal()).isPresent();
    }
}
