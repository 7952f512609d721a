// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Jazzer has found in earlier runs; {@code bench/fuzz.sh} looks for more. */
class FuzzCorpusTest {

    @Test
    void nothingButARefusalComesOfWhatWasFound() throws Exception {
        List<byte[]> inputs = IntakeFuzz.kept();
        assertThat(inputs).hasSizeGreaterThan(100);
        for (byte[] input : inputs) {
            try {
                IntakeFuzz.offer(input);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(Base64.getEncoder().encodeToString(input), e);
            }
        }
    }
}
