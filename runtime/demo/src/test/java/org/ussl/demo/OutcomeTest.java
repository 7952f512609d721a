// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    private static final List<Outcome.Swap> SWAPS =
            List.of(new Outcome.Swap("a", "1", 90), new Outcome.Swap("b", "2", 10.4), new Outcome.Swap("c", "3", 20.2));

    @Test
    void passesWithTheLineThatIsPromised() {
        assertThat(new Outcome(1000, 1000, 0, 3, SWAPS, 2, 0, Optional.empty()).line())
                .isEqualTo("demo: PASS published=1000 received=1000 lost=0 duplicates=3 swaps=3 swap_ms_median=20"
                        + " rejected=2 leaked=0");
    }

    @Test
    void failsForEachSingleFault() {
        assertThat(List.of(
                        new Outcome(0, 0, 0, 0, SWAPS, 2, 0, Optional.empty()),
                        new Outcome(10, 9, 1, 0, SWAPS, 2, 0, Optional.empty()),
                        new Outcome(10, 11, 0, 0, SWAPS, 2, 0, Optional.empty()),
                        new Outcome(10, 10, 0, 0, SWAPS.subList(0, 2), 2, 0, Optional.empty()),
                        new Outcome(10, 10, 0, 0, SWAPS, 1, 0, Optional.empty()),
                        new Outcome(10, 10, 0, 0, SWAPS, 2, 1, Optional.empty()),
                        new Outcome(10, 10, 0, 0, SWAPS, 2, 0, Optional.of("the broker died"))))
                .allSatisfy(outcome -> {
                    assertThat(outcome.reason()).isPresent();
                    assertThat(outcome.line()).startsWith("demo: FAIL ").contains(" reason=");
                });
    }

    @Test
    void keepsTheReasonOnTheLastLine() {
        assertThat(new Outcome(0, 0, 0, 0, List.of(), 0, 0, Optional.of("first\nsecond")).line())
                .endsWith("reason=first");
    }
}
