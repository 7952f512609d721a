// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ussl.credential.AuditEvent;
import org.ussl.credential.Change;
import org.ussl.credential.CredentialRejectedException.Reason;

/**
 * Counts what nobody else counts: uploads, logins and changes of versions in use, since this bundle started. What is
 * counted by comes from fixed lists, because each combination is a time series that a monitoring system keeps for ever.
 */
final class Tally {

    /** In place of what is in no list. */
    static final String OTHER = "other";
    /** The transport refused an upload itself: it broke off, or its sender may not. */
    static final String NOT_OFFERED = "not_offered";

    private static final String REFUSED = "refused";
    private static final Set<String> TRANSPORTS = Set.of("ftp", "est", "nats", "shell", "web", "jca");
    private static final List<String> TAKEN = List.of("committed", "pending", "unchanged");
    private static final Set<String> REASONS =
            Arrays.stream(Reason.values()).map(Tally::word).collect(Collectors.toUnmodifiableSet());

    private final Map<Upload, LongAdder> uploads = new ConcurrentHashMap<>();
    private final Map<Login, LongAdder> logins = new ConcurrentHashMap<>();
    private final Map<Change.Action, LongAdder> swaps = new EnumMap<>(Change.Action.class);

    Tally() {
        for (Change.Action action : Change.Action.values()) {
            swaps.put(action, new LongAdder());
        }
        open("ftp");
    }

    /** An event of the audit log. Called by the thread that an operator waits for. */
    void count(AuditEvent event) {
        String transport = event.origin().transport();
        String name = TRANSPORTS.contains(transport) ? transport : OTHER;
        switch (event.event()) {
            case "delivery" -> delivered(name, event);
            case "upload" -> {
                // A file that is none of a credential's is stored and nothing to count.
                if (event.outcome().equals(REFUSED)) {
                    count(new Upload(name, REFUSED, NOT_OFFERED));
                }
            }
            case "login" ->
                logins.computeIfAbsent(
                                new Login(name, event.outcome().equals("admitted") ? "admitted" : REFUSED),
                                login -> new LongAdder())
                        .increment();
            default -> {
                // Changes of versions in use are counted where they happen; see swapped.
            }
        }
    }

    /** A version has come into use. */
    void swapped(Change.Action action) {
        LongAdder counter = swaps.get(action);
        if (counter != null) {
            counter.increment();
        }
    }

    private void delivered(String transport, AuditEvent event) {
        if (TAKEN.contains(event.outcome())) {
            count(new Upload(transport, event.outcome(), ""));
        } else if (event.outcome().equals(REFUSED)) {
            String reason = event.details().getOrDefault("reason", "").toLowerCase(Locale.ROOT);
            count(new Upload(transport, REFUSED, REASONS.contains(reason) ? reason : OTHER));
        }
    }

    private void count(Upload upload) {
        if (!uploads.containsKey(upload)) {
            open(upload.transport);
        }
        uploads.computeIfAbsent(upload, key -> new LongAdder()).increment();
    }

    /** All series of a transport begin with its first event: a rate over one that begins with a 1 does not see it. */
    private void open(String transport) {
        TAKEN.forEach(outcome -> uploads.putIfAbsent(new Upload(transport, outcome, ""), new LongAdder()));
        Stream.concat(REASONS.stream(), Stream.of(NOT_OFFERED))
                .forEach(reason -> uploads.putIfAbsent(new Upload(transport, REFUSED, reason), new LongAdder()));
        logins.putIfAbsent(new Login(transport, "admitted"), new LongAdder());
        logins.putIfAbsent(new Login(transport, REFUSED), new LongAdder());
    }

    /** The uploads so far; a copy, in the order of the names. */
    Map<Upload, Long> uploads() {
        return sums(uploads);
    }

    /** The logins so far; a copy. */
    Map<Login, Long> logins() {
        return sums(logins);
    }

    /** The changes of versions in use so far, by what made them; a copy. */
    Map<String, Long> swaps() {
        Map<String, Long> sums = new TreeMap<>();
        swaps.forEach((action, counter) -> sums.put(word(action), counter.sum()));
        return sums;
    }

    private static <K extends Comparable<K>> Map<K, Long> sums(Map<K, LongAdder> counters) {
        Map<K, Long> sums = new TreeMap<>();
        counters.forEach((key, counter) -> sums.put(key, counter.sum()));
        return sums;
    }

    /** The name of a constant as a label has it. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /**
     * What uploads are counted by.
     *
     * @param reason why it was refused; empty if it was not
     */
    record Upload(String transport, String outcome, String reason) implements Comparable<Upload> {
        @Override
        public int compareTo(Upload other) {
            return (transport + " " + outcome + " " + reason)
                    .compareTo(other.transport + " " + other.outcome + " " + other.reason);
        }
    }

    /** What logins are counted by. */
    record Login(String transport, String outcome) implements Comparable<Login> {
        @Override
        public int compareTo(Login other) {
            return (transport + " " + outcome).compareTo(other.transport + " " + other.outcome);
        }
    }
}
