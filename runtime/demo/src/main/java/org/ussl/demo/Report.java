// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells what happens as it happens: lines for a person, or one JSON object a line. */
final class Report {
    private final PrintStream out;
    private final boolean json;
    private final long begin = System.nanoTime();

    Report(PrintStream out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /** Something happened. */
    synchronized void event(String name, String text) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("event", name);
            fields.put("seconds", Math.round(seconds * 1000) / 1000.0);
            fields.put("text", text);
            out.println(object(fields));
        } else {
            out.printf(Locale.ROOT, "%6.2f s  %-10s %s%n", seconds, name, text);
        }
        out.flush();
    }

    /** The end: table and last line. */
    synchronized void outcome(Outcome outcome) {
        if (json) {
            out.println(object(fields(outcome)));
        } else {
            outcome.reason().ifPresent(reason -> out.println("\n" + reason));
            table(outcome);
            out.println(outcome.line());
        }
        out.flush();
    }

    /** The end of the fleet: a line for each gateway, and the last line. */
    synchronized void outcome(FleetOutcome outcome) {
        if (json) {
            outcome.gateways()
                    .forEach(each ->
                            out.println(object(figures(new LinkedHashMap<>(Map.of("gateway", each.name())), each))));
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("result", outcome.reason().isEmpty() ? "PASS" : "FAIL");
            fields.put("gateways", outcome.gateways().size());
            figures(fields, outcome.sum());
            outcome.reason().ifPresent(reason -> fields.put("reason", reason));
            out.println(object(fields));
        } else {
            outcome.reason().ifPresent(reason -> out.println("\n" + reason));
            out.println();
            outcome.gateways().forEach(each -> out.println(each.line()));
            out.println(outcome.line());
        }
        out.flush();
    }

    private static Map<String, Object> figures(Map<String, Object> fields, FleetOutcome.Figures figures) {
        fields.put("published", figures.published());
        fields.put("received", figures.received());
        fields.put("lost", figures.lost());
        fields.put("duplicates", figures.duplicates());
        fields.put("swaps", figures.swaps());
        return fields;
    }

    private void table(Outcome outcome) {
        out.printf("%n%-34s %-18s %8s%n", "swap", "serial at broker", "ms");
        for (Outcome.Swap swap : outcome.swaps()) {
            out.printf(Locale.ROOT, "%-34s %-18s %8.0f%n", swap.name(), swap.serial(), swap.millis());
        }
        out.printf(
                "%n%-34s %d published, %d received, %d lost, %d duplicates%n",
                "readings", outcome.published(), outcome.received(), outcome.lost(), outcome.duplicates());
        out.printf("%-34s %d refused of 2%n", "wrong uploads", outcome.rejected());
        out.printf("%-34s %d%n%n", "leaks", outcome.leaked());
    }

    private static Map<String, Object> fields(Outcome outcome) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("result", outcome.reason().isEmpty() ? "PASS" : "FAIL");
        fields.put("published", outcome.published());
        fields.put("received", outcome.received());
        fields.put("lost", outcome.lost());
        fields.put("duplicates", outcome.duplicates());
        fields.put("swaps", outcome.swaps().size());
        fields.put("swap_ms_median", Math.round(outcome.medianMillis()));
        fields.put("rejected", outcome.rejected());
        fields.put("leaked", outcome.leaked());
        outcome.reason().ifPresent(reason -> fields.put("reason", reason));
        return fields;
    }

    /** A JSON object of strings and numbers. */
    static String object(Map<String, Object> fields) {
        return fields.entrySet().stream()
                .map(field -> quoted(field.getKey()) + ":"
                        + (field.getValue() instanceof Number number
                                ? number.toString()
                                : quoted(String.valueOf(field.getValue()))))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < 0x20) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
