// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.documents;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A line that a document tells its readers to type.
 *
 * @param where who gets it
 * @param text the line, without prompt and remark
 * @param shows what the document shows of its output, line by line; {@code …} stands for anything
 */
public record Command(Where where, String text, List<String> shows) {
    /** What a line is typed into. */
    public enum Where {
        /** A shell of the system. */
        SHELL("$ "),
        /** Karaf's console. */
        KARAF("karaf@root()> "),
        /** The shell of a gateway on Felix. */
        GATEWAY("g! ");

        private final String prompt;

        Where(String prompt) {
            this.prompt = prompt;
        }

        /** What stands before the line in the documents. */
        String prompt() {
            return prompt;
        }
    }

    private static final String DATE = "\\d{4}-\\d{2}-\\d{2}";

    /** The shown output as an expression that finds it in what is really put out, days and spaces aside. */
    public Pattern shown() {
        return Pattern.compile(shows.stream()
                .map(line -> Stream.of(line.strip().split("…|" + DATE + "|\\s+", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")))
                .collect(Collectors.joining("(?s:.*)")));
    }

    Command showing(String line) {
        return new Command(
                where, text, Stream.concat(shows.stream(), Stream.of(line)).toList());
    }
}
