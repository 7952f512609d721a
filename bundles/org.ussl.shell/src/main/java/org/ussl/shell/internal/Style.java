// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import org.apache.felix.service.command.Process;
import picocli.CommandLine.Help.Ansi;

/** Colours, where somebody sees them: at a terminal that no pipe stands before, unless NO_COLOR is set. */
enum Style {
    PLAIN(Ansi.OFF),
    COLOURED(Ansi.ON);

    private static final int OUTPUT = 1;

    private final Ansi ansi;

    Style(Ansi ansi) {
        this.ansi = ansi;
    }

    /** The one for a session whose other end is a terminal, or is not; Gogo itself only knows of pipes. */
    static Style at(boolean terminal) {
        Process process = Process.Utils.current();
        boolean piped = process == null || !process.isTty(OUTPUT);
        return terminal && !piped && System.getenv("NO_COLOR") == null ? COLOURED : PLAIN;
    }

    Ansi ansi() {
        return ansi;
    }
}
