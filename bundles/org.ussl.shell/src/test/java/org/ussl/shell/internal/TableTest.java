// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TableTest {

    private static Table table() {
        return new Table(List.of("PROFILE", "REVISION", "CERTIFICATE", "STATE"), 16, 8, 30);
    }

    @Test
    void fitsEightyColumnsAndLosesNothing() {
        String profile = "p".repeat(64);
        String subject = "CN=" + "x".repeat(200) + ",O=Some Works and Sons";
        String text = table().row(profile, 123_456, subject, "in use; cert.pem, private.key wait for something")
                .text(Style.PLAIN);
        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(text.chars().filter(c -> c == 'p').count()).isEqualTo(64 + 2);
        assertThat(text.chars().filter(c -> c == 'x').count()).isEqualTo(200);
        assertThat(text).contains("123456");
    }

    @Test
    void keepsColumnsApart() {
        String text =
                table().row("a".repeat(16), 12_345_678, "b".repeat(30), "c").text(Style.PLAIN);
        assertThat(text.lines().toList().get(1)).isEqualTo("a".repeat(16) + "  12345678  " + "b".repeat(30) + "  c");
    }

    /** A certificate's name comes from outside, and a terminal obeys what it is sent. */
    @ParameterizedTest
    @EnumSource(Style.class)
    void takesNothingFromOutsideForACommandOfTheTerminal(Style style) {
        String text =
                table().row("x", 1, "CN=\u001b[2J@|red forged|@\r\nline", "y").text(style);
        assertThat(text)
                .contains("?[2J@ |red forged| @??line")
                .doesNotContain("\u001b[2J")
                .doesNotContain("\r");
    }

    @Test
    void coloursWordsAtATerminalOnly() {
        Table table = table().row(Tone.BAD, "x", 1, "CN=gw-17", "EXPIRED");
        assertThat(table.text(Style.COLOURED)).contains("\u001b[31mEXPIRED");
        assertThat(table.text(Style.PLAIN)).contains("EXPIRED").doesNotContain("\u001b");
        assertThat(Style.at(true)).as("without a shell").isEqualTo(Style.PLAIN);
    }
}
