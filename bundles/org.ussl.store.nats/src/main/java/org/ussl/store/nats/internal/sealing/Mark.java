// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.sealing;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which delivery a gateway has taken last for a profile, and what the last ones have changed.
 *
 * @param number its number; 0 if there was none
 * @param digest SHA-256 of the value, in hexadecimal, lower case; empty if there was none
 * @param steps what the last deliveries have changed, oldest first; one that was begun and not dealt with may be the
 *     last
 */
public record Mark(long number, String digest, List<Step> steps) {

    /** Nothing was taken yet. */
    public static final Mark NONE = new Mark(0, "", List.of());

    private static final int MOST_STEPS = 32;
    private static final Pattern FIRST = Pattern.compile("2 (0|[1-9][0-9]{0,18}) ([0-9a-f]{64}|-)");
    private static final Pattern STEP = Pattern.compile("([1-9][0-9]{0,18}) (0|[1-9][0-9]{0,18})");

    /**
     * A delivery, and the revision that it was applied to.
     *
     * @param number the delivery's number
     * @param before the profile's revision in use before it; 0 if none was
     */
    public record Step(long number, long before) {}

    /** Keeps a copy of the steps. */
    public Mark {
        steps = List.copyOf(steps);
    }

    /**
     * What was in use before a delivery.
     *
     * @param delivery its number
     * @return the revision, 0 if none was; absent if that delivery was never begun, or is forgotten
     */
    public Optional<Long> before(long delivery) {
        return steps.stream()
                .filter(step -> step.number() == delivery)
                .map(Step::before)
                .findFirst();
    }

    /** A delivery begins. One that was begun before keeps what was noted then: some of it may be in use already. */
    Mark begin(long delivery, long revision) {
        if (before(delivery).isPresent()) {
            return this;
        }
        List<Step> all = new ArrayList<>(steps);
        all.add(new Step(delivery, revision));
        return new Mark(number, digest, all.subList(Math.max(0, all.size() - MOST_STEPS), all.size()));
    }

    /** A delivery was dealt with. */
    Mark taken(long delivery, byte[] value) {
        return new Mark(delivery, digestOf(value), steps);
    }

    static String digestOf(byte[] value) {
        return HexFormat.of().formatHex(Party.sha256(value));
    }

    /** Reads what {@link #text} wrote. */
    static Mark parse(String text) {
        List<String> lines = text.lines().toList();
        Matcher first = FIRST.matcher(lines.isEmpty() ? "" : lines.get(0));
        // The last line tells that none is missing.
        if (!first.matches() || !lines.get(lines.size() - 1).equals(end(lines.size() - 2))) {
            throw new IllegalArgumentException("no mark");
        }
        List<Step> steps = new ArrayList<>();
        for (String line : lines.subList(1, lines.size() - 1)) {
            Matcher step = STEP.matcher(line);
            if (!step.matches()) {
                throw new IllegalArgumentException("no mark");
            }
            steps.add(new Step(Long.parseLong(step.group(1)), Long.parseLong(step.group(2))));
        }
        String digest = first.group(2);
        return new Mark(Long.parseLong(first.group(1)), digest.equals("-") ? "" : digest, steps);
    }

    String text() {
        StringBuilder text = new StringBuilder()
                .append("2 ")
                .append(number)
                .append(' ')
                .append(digest.isEmpty() ? "-" : digest)
                .append('\n');
        steps.forEach(step ->
                text.append(step.number()).append(' ').append(step.before()).append('\n'));
        return text.append(end(steps.size())).append('\n').toString();
    }

    private static String end(int steps) {
        return "end " + steps;
    }
}
