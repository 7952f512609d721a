// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.util.regex.Pattern;

/** Makes text that came from outside fit for one line of a reply or a log. */
final class Printable {

    /** Control and format characters (line ends and changes of direction among them), and what is no character. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private Printable() {}

    /** The text with everything unprintable replaced, and cut to a length. */
    static String line(String text, int maxLength) {
        String cut = text.length() > maxLength ? text.substring(0, maxLength) + "..." : text;
        return UNPRINTABLE.matcher(cut).replaceAll("?");
    }
}
