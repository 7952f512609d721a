// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What came of it.
 *
 * @param published how many readings the app has published
 * @param received how many of them the subscriber got
 * @param lost how many it did not get
 * @param duplicates how many came again
 * @param swaps the changes that took effect at the broker, in the order they happened
 * @param rejected how many wrong uploads were refused
 * @param leaked how often something of a credential could be seen
 * @param failure the first thing that went wrong; empty if nothing did
 */
record Outcome(
        int published,
        int received,
        int lost,
        int duplicates,
        List<Swap> swaps,
        int rejected,
        int leaked,
        Optional<String> failure) {
    private static final int SWAPS = 3;
    private static final int WRONG_UPLOADS = 2;

    /**
     * A change of the credential.
     *
     * @param name what was changed
     * @param serial of the certificate that the broker saw next
     * @param millis from the answer that committed to the broker's first connection with it
     */
    record Swap(String name, String serial, double millis) {}

    /** The reason not to pass; empty if there is none. */
    Optional<String> reason() {
        if (failure.isPresent()) {
            return failure;
        }
        if (published == 0) {
            return Optional.of("nothing was published");
        }
        if (lost > 0) {
            return Optional.of(lost + " readings were lost");
        }
        if (received != published) {
            return Optional.of("received " + received + " different readings of " + published);
        }
        if (swaps.size() != SWAPS) {
            return Optional.of(swaps.size() + " swaps instead of " + SWAPS);
        }
        if (rejected != WRONG_UPLOADS) {
            return Optional.of(rejected + " wrong uploads were refused instead of " + WRONG_UPLOADS);
        }
        return leaked > 0 ? Optional.of("something of a credential could be seen") : Optional.empty();
    }

    /** The swaps' median; 0 without any. */
    double medianMillis() {
        List<Double> sorted = swaps.stream().map(Swap::millis).sorted().toList();
        int size = sorted.size();
        return size == 0 ? 0 : (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    }

    /** The last line. */
    String line() {
        String figures = String.format(
                Locale.ROOT,
                "published=%d received=%d lost=%d duplicates=%d swaps=%d swap_ms_median=%.0f rejected=%d leaked=%d",
                published,
                received,
                lost,
                duplicates,
                swaps.size(),
                medianMillis(),
                rejected,
                leaked);
        return reason().map(reason -> "demo: FAIL " + figures + " reason=" + firstLine(reason))
                .orElse("demo: PASS " + figures);
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
