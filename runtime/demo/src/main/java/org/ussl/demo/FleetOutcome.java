// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * What came of the fleet.
 *
 * @param gateways what was counted of each
 * @param failure the first thing that went wrong; empty if nothing did
 */
record FleetOutcome(List<Figures> gateways, Optional<String> failure) {
    /**
     * What was counted of a gateway.
     *
     * @param name its name
     * @param published how many readings it has published, up to the last one that arrived
     * @param received how many of these arrived
     * @param lost how many did not
     * @param duplicates how many came again
     * @param swaps how often the broker saw it come with another certificate
     */
    record Figures(String name, int published, int received, int lost, int duplicates, int swaps) {
        private String text() {
            return "published=" + published + " received=" + received + " lost=" + lost + " duplicates=" + duplicates
                    + " swaps=" + swaps;
        }

        /** Its line in the summary. */
        String line() {
            return name + ": " + text();
        }
    }

    /** The reason not to pass; empty if there is none. */
    Optional<String> reason() {
        if (failure.isPresent()) {
            return failure;
        }
        for (Figures each : gateways) {
            if (each.published() == 0) {
                return Optional.of(each.name() + " has published nothing");
            }
            if (each.lost() > 0) {
                return Optional.of(each.lost() + " readings of " + each.name() + " were lost");
            }
            if (each.swaps() == 0) {
                return Optional.of("the broker did not see " + each.name() + " with another certificate");
            }
        }
        return gateways.isEmpty() ? Optional.of("no gateway came up") : Optional.empty();
    }

    /** All gateways together. */
    Figures sum() {
        return new Figures(
                "all",
                sum(Figures::published),
                sum(Figures::received),
                sum(Figures::lost),
                sum(Figures::duplicates),
                sum(Figures::swaps));
    }

    private int sum(ToIntFunction<Figures> figure) {
        return gateways.stream().mapToInt(figure).sum();
    }

    /** The last line. */
    String line() {
        String figures = "gateways=" + gateways.size() + " " + sum().text();
        return reason().map(reason -> "demo: FAIL " + figures + " reason="
                        + reason.lines().findFirst().orElse(""))
                .orElse("demo: PASS " + figures);
    }
}
