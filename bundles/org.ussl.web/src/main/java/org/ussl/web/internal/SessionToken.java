// SPDX-License-Identifier: Apache-2.0
package org.ussl.web.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a change must carry to be believed: a value that only this page can know, because another site's pages cannot
 * read what the gateway answers to the operator's browser. It is made for one user, ends after an hour or two, and with
 * this object. Nothing is kept for it, neither here nor in a cookie.
 */
final class SessionToken {

    private static final String ALGORITHM = "HmacSHA256";
    private static final long PERIOD_MILLIS = Duration.ofHours(1).toMillis();

    private final SecretKeySpec key;
    private final Clock clock;

    SessionToken(SecureRandom random, Clock clock) {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        this.key = new SecretKeySpec(secret, ALGORITHM);
        this.clock = clock;
    }

    /** A token for a user; the empty name is a user as well. */
    String issue(String user) {
        return of(user, period());
    }

    /** Whether a token was issued to this user lately. */
    boolean accepts(String token, String user) {
        byte[] given = token.getBytes(StandardCharsets.UTF_8);
        long now = period();
        return same(given, of(user, now)) | same(given, of(user, now - 1));
    }

    private static boolean same(byte[] given, String expected) {
        return MessageDigest.isEqual(given, expected.getBytes(StandardCharsets.UTF_8));
    }

    private long period() {
        return Math.floorDiv(clock.millis(), PERIOD_MILLIS);
    }

    private String of(String user, long period) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((period + " " + user).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
