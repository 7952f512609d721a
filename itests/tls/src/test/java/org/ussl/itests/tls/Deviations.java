// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a wrapped socket may do other than a plain one, and why: a file with a line each, {@code engines | states |
 * call | question | plain | wrapped | reason}. Call and question are regular expressions; the question is
 * {@code outcome} for what comes of the call itself. Collects the differences for which there is no such line.
 */
final class Deviations {
    /** What is not as it should be yet, and may become so at any time. */
    private static final String GAP = "gap";

    private final List<Line> lines;
    private final Set<Line> used = new LinkedHashSet<>();
    private final Set<List<Object>> told = new HashSet<>();
    private final List<String> unexplained = new ArrayList<>();

    private record Line(String states, String call, String question, String plain, String wrapped, String reason) {

        boolean covers(Object state, String call, String question, String plain, String wrapped) {
            return (states.equals("*") || List.of(states.split(",")).contains(state.toString()))
                    && call.matches(this.call)
                    && question.matches(this.question)
                    && plain.matches(this.plain)
                    && wrapped.matches(this.wrapped);
        }
    }

    private Deviations(List<Line> lines) {
        this.lines = lines;
    }

    static Deviations read(String file, Engine engine) {
        return new Deviations(Rules.lines(file).stream()
                .map(line -> line.strip().split("\\s+\\|\\s+"))
                .filter(part ->
                        part[0].equals("*") || List.of(part[0].split(",")).contains(engine.toString()))
                .map(part -> new Line(part[1], part[2], part[3], part[4], part[5], part[6]))
                .toList());
    }

    /** Compares what two sockets tell; what differs since they came into this state is told once. */
    void compareStates(Object state, String call, Map<String, String> plain, Map<String, String> wrapped) {
        plain.forEach((question, answer) -> {
            String other = String.valueOf(wrapped.get(question));
            if (told.add(List.of(state, question, answer, other))) {
                compare(state, call, question, answer, other);
            }
        });
    }

    /** Compares one thing. */
    void compare(Object state, String call, String question, String plain, String wrapped) {
        if (plain.equals(wrapped)) {
            return;
        }
        List<Line> explanations = lines.stream()
                .filter(line -> line.covers(state, call, question, plain, wrapped))
                .toList();
        used.addAll(explanations);
        if (explanations.isEmpty()) {
            unexplained.add(String.join(" | ", state.toString(), call, question, plain, wrapped));
        }
    }

    /** Differences that no line explains. */
    List<String> unexplained() {
        return unexplained;
    }

    /** Lines that explain nothing any more. */
    List<String> idle() {
        return lines.stream()
                .filter(line -> !used.contains(line) && !line.reason.startsWith(GAP))
                .map(Line::toString)
                .toList();
    }
}
