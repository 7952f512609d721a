// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.io.Console;
import java.io.FileInputStream;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The terminal that the gateway was started at. */
final class LocalTerminal {

    private LocalTerminal() {}

    /** That terminal, if a shell with this keyboard reads from there. */
    static @Nullable Console of(@Nullable InputStream keyboard) {
        Console console = keyboard instanceof FileInputStream ? System.console() : null;
        return console != null && isTerminal(console) ? console : null;
    }

    /** From Java 22 on there is a console without a terminal, too. */
    private static boolean isTerminal(Console console) {
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (ReflectiveOperationException olderJava) {
            return true;
        }
    }
}
