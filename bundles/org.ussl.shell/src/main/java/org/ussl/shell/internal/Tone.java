// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

/** How a word is meant. It always is a word as well, for those who see no colours. */
enum Tone {
    GOOD("green"),
    LOOK("yellow"),
    BAD("red"),
    NONE("");

    private final String colour;

    Tone(String colour) {
        this.colour = colour;
    }

    /** The word as picocli's markup; what comes from outside must not be markup itself. */
    String mark(String word) {
        String text = Text.printable(word);
        return colour.isEmpty() || text.isEmpty() ? text : "@|" + colour + " " + text + "|@";
    }
}
