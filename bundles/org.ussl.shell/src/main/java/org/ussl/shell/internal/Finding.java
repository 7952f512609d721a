// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

/**
 * What a check has found.
 *
 * @param what where it was looked, such as {@code clock} or {@code profile line-3}
 * @param severity how bad it is
 * @param words what is found and, unless all is well, what to do
 */
record Finding(String what, Severity severity, String words) {

    /** How bad it is. */
    enum Severity {
        /** As it should be. */
        OK(Tone.GOOD, "ok"),
        /** It works, but should be looked at. */
        LOOK(Tone.LOOK, "look"),
        /** Something does not work, or is open to others. */
        WRONG(Tone.BAD, "WRONG");

        private final Tone tone;
        private final String word;

        Severity(Tone tone, String word) {
            this.tone = tone;
            this.word = word;
        }

        Tone tone() {
            return tone;
        }

        String word() {
            return word;
        }
    }

    static Finding ok(String what, String words) {
        return new Finding(what, Severity.OK, words);
    }

    static Finding look(String what, String words) {
        return new Finding(what, Severity.LOOK, words);
    }

    static Finding wrong(String what, String words) {
        return new Finding(what, Severity.WRONG, words);
    }
}
