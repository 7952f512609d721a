// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SequenceTallyTest {
    private final SequenceTally tally = new SequenceTally();

    @Test
    void countsNothingLostWhenEveryReadingArrivedInAnyOrder() {
        IntStream.of(3, 1, 2).forEach(tally::arrived);

        assertThat(tally.lost(3)).isZero();
        assertThat(tally.received()).isEqualTo(3);
        assertThat(tally.duplicates()).isZero();
    }

    @Test
    void countsAGapInTheMiddle() {
        IntStream.of(1, 2, 4, 5).forEach(tally::arrived);

        assertThat(tally.lost(5)).isEqualTo(1);
    }

    @Test
    void countsALostBeginningAndALostEnd() {
        IntStream.of(2, 3).forEach(tally::arrived);

        assertThat(tally.lost(5)).isEqualTo(3);
    }

    @Test
    void aDuplicateDoesNotMakeUpForALoss() {
        IntStream.of(1, 1, 3, 3, 3).forEach(tally::arrived);

        assertThat(tally.lost(3)).isEqualTo(1);
        assertThat(tally.duplicates()).isEqualTo(3);
        assertThat(tally.received()).isEqualTo(2);
    }

    @Test
    void aReadingWithoutNumberIsNeitherReceivedNorADuplicate() {
        IntStream.of(0, 1).forEach(tally::arrived);

        assertThat(tally.invalid()).isEqualTo(1);
        assertThat(tally.received()).isEqualTo(1);
        assertThat(tally.duplicates()).isZero();
    }

    @Test
    void waitsUntilTheLastReadingHasArrived() throws InterruptedException {
        Thread late = new Thread(() -> IntStream.rangeClosed(1, 100).forEach(tally::arrived));
        late.start();

        tally.awaitReceived(100, 10_000);

        assertThat(tally.lost(100)).isZero();
        late.join();
    }

    @Test
    void stopsWaitingForAReadingThatNeverComes() throws InterruptedException {
        tally.arrived(1);

        tally.awaitReceived(2, 10);

        assertThat(tally.lost(2)).isEqualTo(1);
    }
}
