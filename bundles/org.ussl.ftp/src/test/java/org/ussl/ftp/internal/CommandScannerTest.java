// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.mina.core.buffer.IoBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandScannerTest {

    /** Bytes as Latin-1; {@code CR}, {@code LF}, {@code IP}, {@code DM}, {@code WILL} as on the wire. */
    private static String wire(String text) {
        return text.replace("CR", "\r")
                .replace("LF", "\n")
                .replace("IP", "\u00ff\u00f4")
                .replace("IAC", "\u00ff")
                .replace("DM", "\u00f2")
                .replace("WILL", "\u00fb\u0001");
    }

    @ParameterizedTest
    @CsvSource({
        "ABORCRLF, ABORCRLF, 1",
        "aborLF, aborLF, 1",
        "IPIACDMABORCRLF, ABORCRLF, 1",
        // Data Mark lost as urgent data.
        "IPIACABORCRLF, ABORCRLF, 1",
        "IACWILLABORCRLF, ABORCRLF, 1",
        // Line feed lost as urgent data.
        "ABORCR, ABORCRLF, 1",
        "ABORCRNOOPCRLF, ABORCRLFNOOPCRLF, 1",
        "ABORCRLFABORCRLF, ABORCRLFABORCRLF, 2",
        "' ABORCRLF', ' ABORCRLF', 1",
        "ABORTCRLF, ABORTCRLF, 0",
        "STOR ABORCRLF, STOR ABORCRLF, 0",
        "XABORCRLF, XABORCRLF, 0",
        "PASS äöüCRLF, PASS äöüCRLF, 0"
    })
    void findsAborWhereverTheBytesAreCut(String in, String out, int aborts) {
        byte[] bytes = wire(in).getBytes(StandardCharsets.ISO_8859_1);
        for (int cut = 0; cut <= bytes.length; cut++) {
            CommandScanner scanner = new CommandScanner();
            CommandScanner.Scanned first = scanner.scan(IoBuffer.wrap(bytes, 0, cut));
            CommandScanner.Scanned second = scanner.scan(IoBuffer.wrap(bytes, cut, bytes.length - cut));
            assertThat(text(first) + text(second)).as("cut at " + cut).isEqualTo(wire(out));
            assertThat(first.aborts() + second.aborts()).as("cut at " + cut).isEqualTo(aborts);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "AUTH TLSCRLF, true, false",
        "auth tlsCRLF, true, false",
        "NOOPCRLFAUTHCRLF, true, false",
        "AUTH TLSCRLFU, true, true",
        "AUTH TLSCRLFCRLF, true, true",
        "AUTHORCRLF, false, false",
        "NOOP AUTHCRLF, false, false"
    })
    void findsAuthAndWhatIsBehindIt(String in, boolean auth, boolean behind) {
        CommandScanner.Scanned scanned =
                new CommandScanner().scan(IoBuffer.wrap(wire(in).getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(scanned.auth()).isEqualTo(auth);
        assertThat(scanned.behindAuth()).isEqualTo(behind);
    }

    private static String text(CommandScanner.Scanned scanned) {
        byte[] bytes = new byte[scanned.bytes().remaining()];
        scanned.bytes().get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
