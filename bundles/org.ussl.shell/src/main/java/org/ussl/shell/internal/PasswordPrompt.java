// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Asks for a password: at the gateway's own terminal without an echo, elsewhere through the shell's keyboard, whose
 * other end decides what is shown.
 */
final class PasswordPrompt {

    private static final int MAX_BYTES = 1024;
    private static final int CONTROL_C = 3;
    private static final int BACKSPACE = 8;
    private static final int DELETE = 127;

    private final InputStream keyboard;
    private final PrintStream screen;

    PasswordPrompt(InputStream keyboard, PrintStream screen) {
        this.keyboard = keyboard;
        this.screen = screen;
    }

    /** Asks; the answer is empty if there is none. The caller clears it. */
    char[] ask(String question) throws IOException {
        Console terminal = LocalTerminal.of(keyboard);
        if (terminal != null) {
            char[] answer = terminal.readPassword("%s", question);
            return answer == null ? new char[0] : answer;
        }
        screen.print(question);
        screen.flush();
        byte[] line = new byte[MAX_BYTES];
        try {
            int length = read(line);
            screen.println();
            CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(line, 0, length));
            char[] answer = Arrays.copyOf(text.array(), text.length());
            Arrays.fill(text.array(), '\0');
            return answer;
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    private int read(byte[] line) throws IOException {
        int length = 0;
        int b = keyboard.read();
        while (b >= 0 && b != '\n' && b != '\r') {
            if (b == CONTROL_C) {
                return 0;
            }
            if (b == BACKSPACE || b == DELETE) {
                length = Math.max(0, length - 1);
            } else if (length < line.length) {
                line[length++] = (byte) b;
            } else {
                throw new IOException("longer than " + MAX_BYTES + " bytes");
            }
            b = keyboard.read();
        }
        // A terminal that sends both for its Enter key.
        if (b == '\r' && keyboard.available() > 0) {
            int next = keyboard.read();
            if (next != '\n' && next >= 0) {
                throw new IOException("something was typed behind the password");
            }
        }
        return length;
    }
}
