// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ussl.demo.FleetOutcome.Figures;

class FleetOutcomeTest {
    private static final Figures GOOD = new Figures("gw-1", 1000, 1000, 0, 1, 1);

    @Test
    void passesWithTheSumsOnTheLastLine() {
        assertThat(new FleetOutcome(List.of(GOOD, new Figures("gw-2", 500, 500, 0, 0, 2)), Optional.empty()).line())
                .isEqualTo("demo: PASS gateways=2 published=1500 received=1500 lost=0 duplicates=1 swaps=3");
    }

    @Test
    void failsForEachSingleFault() {
        for (Figures bad : List.of(
                new Figures("gw-2", 0, 0, 0, 0, 1),
                new Figures("gw-2", 1000, 999, 1, 0, 1),
                new Figures("gw-2", 1000, 1000, 0, 0, 0))) {
            assertThat(new FleetOutcome(List.of(GOOD, bad), Optional.empty()).line())
                    .startsWith("demo: FAIL gateways=2 ")
                    .contains(" reason=", "gw-2");
        }
        assertThat(new FleetOutcome(List.of(GOOD, GOOD), Optional.of("the broker\nfailed")).line())
                .endsWith("reason=the broker");
        assertThat(new FleetOutcome(List.of(), Optional.empty()).line()).startsWith("demo: FAIL ");
    }
}
