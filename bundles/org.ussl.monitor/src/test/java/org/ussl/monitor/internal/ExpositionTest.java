// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExpositionTest {

    @Test
    void writesHelpAndTypeOnceBeforeTheSamplesOfAFamily() {
        String text = new Exposition()
                .counter("a_total", "What \\ is\ncounted \"here\".")
                .sample(1)
                .sample(2, "x", "one", "y", "")
                .gauge("b", "B.")
                .sample(-3)
                .toString();
        assertThat(text).isEqualTo("""
                # HELP a_total What \\\\ is\\ncounted "here".
                # TYPE a_total counter
                a_total 1
                a_total{x="one",y=""} 2
                # HELP b B.
                # TYPE b gauge
                b -3
                """);
    }

    @Test
    void nothingThatALabelHoldsBreaksOutOfIt() {
        assertThat(sample("C=\"x\"} 1\nfake_total 7")).isEqualTo("g{l=\"C=\\\"x\\\"} 1\\nfake_total 7\"} 0");
        assertThat(sample("O=a\\, b\\")).isEqualTo("g{l=\"O=a\\\\, b\\\\\"} 0");
        assertThat(sample("a\r\u0000\u001b[31mb\u0085")).isEqualTo("g{l=\"a???[31mb?\"} 0");
        assertThat(sample("ключ 鍵 \ud83d\ude00")).isEqualTo("g{l=\"ключ 鍵 \ud83d\ude00\"} 0");
        assertThat(sample("\ud83dx\ude00")).isEqualTo("g{l=\"?x?\"} 0");
        assertThat(sample("x".repeat(127) + "\ud83d\ude00")).isEqualTo("g{l=\"" + "x".repeat(127) + "?\"} 0");
    }

    private static String sample(String label) {
        String[] lines = new Exposition()
                .gauge("g", "G.")
                .sample(0, "l", label)
                .toString()
                .split("\n");
        assertThat(lines).hasSize(3);
        return lines[2];
    }
}
