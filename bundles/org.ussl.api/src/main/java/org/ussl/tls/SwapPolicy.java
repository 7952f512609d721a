// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls;

import java.time.Duration;
import java.util.Objects;

/**
 * What becomes of a connection that is up when the credentials that it was made with are replaced. Whatever is chosen:
 * a connection whose peer would not be trusted any more is closed at once.
 *
 * @param kind which of the three
 * @param grace how long such a connection may go on; zero unless {@code kind} is {@link Kind#DRAIN}
 */
public record SwapPolicy(Kind kind, Duration grace) {

    /** The three policies. */
    public enum Kind {
        /** The connection goes on. */
        KEEP,
        /** The connection goes on for a while and is closed then. */
        DRAIN,
        /** The connection is closed at once. */
        CLOSE
    }

    /** The connection goes on; the default. */
    public static final SwapPolicy KEEP = new SwapPolicy(Kind.KEEP, Duration.ZERO);

    /** The connection is closed at once. */
    public static final SwapPolicy CLOSE = new SwapPolicy(Kind.CLOSE, Duration.ZERO);

    /** Refuses a grace that does not fit. */
    public SwapPolicy {
        Objects.requireNonNull(kind, "kind");
        if (kind == Kind.DRAIN ? grace.isNegative() || grace.isZero() : !grace.isZero()) {
            throw new IllegalArgumentException(
                    kind == Kind.DRAIN
                            ? "swapPolicy: DRAIN needs a grace of more than zero, not " + grace
                            : "swapPolicy: " + kind + " has no grace");
        }
    }

    /**
     * The connection goes on for a while and is closed then.
     *
     * @param grace how long; more than zero
     * @return the policy
     * @throws IllegalArgumentException if it is not more than zero
     */
    public static SwapPolicy drain(Duration grace) {
        return new SwapPolicy(Kind.DRAIN, grace);
    }
}
