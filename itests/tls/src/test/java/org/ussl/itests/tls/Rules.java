// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Rules about cells, as a person writes them: a line each, with a pattern for each column ({@code *} for any value, a
 * list with commas, {@code ~} before it for all others), an arrow, and what is said of the cells that match.
 */
record Rules(String file, List<Rule> rules) {
    private static final String ARROW = "=>";
    private static final String IMPOSSIBLE = "impossible:";

    /**
     * One line.
     *
     * @param patterns in the order of {@link Cell#COLUMNS}
     * @param says the words after the arrow
     */
    record Rule(int line, List<Pattern> patterns, List<String> says) {
        boolean isImpossible() {
            return says.get(0).equals(IMPOSSIBLE);
        }

        boolean matches(Cell cell) {
            List<String> values = cell.values();
            for (int i = 0; i < values.size(); i++) {
                if (!patterns.get(i).matches(values.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    record Pattern(boolean others, Set<String> values) {
        static Pattern parse(String text) {
            boolean others = text.startsWith("~");
            return new Pattern(
                    others || text.equals("*"),
                    text.equals("*")
                            ? Set.of()
                            : Set.of(text.substring(others ? 1 : 0).split(",")));
        }

        boolean matches(String value) {
            return values.contains(value) != others;
        }
    }

    static Rules read(String file) {
        List<String> lines = allLines(file);
        return new Rules(
                file,
                IntStream.range(0, lines.size())
                        .filter(i -> isMeant(lines.get(i)))
                        .mapToObj(i -> parse(file, i + 1, lines.get(i)))
                        .toList());
    }

    /** The lines of a file beside this class that are neither empty nor remarks. */
    static List<String> lines(String file) {
        return allLines(file).stream().filter(Rules::isMeant).toList();
    }

    private static List<String> allLines(String file) {
        try (var in = Rules.class.getResourceAsStream(file);
                var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isMeant(String line) {
        return !line.isBlank() && !line.startsWith("#");
    }

    private static Rule parse(String file, int number, String line) {
        List<String> words = Arrays.asList(line.strip().split("\\s+"));
        int arrow = words.indexOf(ARROW);
        if (arrow != Cell.COLUMNS.size()) {
            throw new IllegalArgumentException(
                    file + " line " + number + ": needs " + Cell.COLUMNS + ", then " + ARROW);
        }
        return new Rule(
                number,
                words.subList(0, arrow).stream().map(Pattern::parse).toList(),
                words.subList(arrow + 1, words.size()));
    }

    /** Whether a line says that there is no such cell. */
    boolean isImpossible(Cell cell) {
        return rules.stream().anyMatch(rule -> rule.isImpossible() && rule.matches(cell));
    }

    /** What the only line about a possible cell says. */
    Outcome outcome(Cell cell) {
        List<Rule> about = rules.stream()
                .filter(rule -> !rule.isImpossible() && rule.matches(cell))
                .toList();
        if (about.size() != 1) {
            List<Integer> lines = about.stream().map(Rule::line).toList();
            throw new AssertionError(cell + ": one line of " + file + " must match, and these do: " + lines);
        }
        return new Outcome(about.get(0).says().get(0), about.get(0).says().get(1));
    }
}
