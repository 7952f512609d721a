// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal.book;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.ussl.store.nats.internal.sealing.Party;
import org.ussl.store.nats.internal.sealing.PartyKeys;

/**
 * A roll-out, and how far it is. All that another operator's machine needs to carry it on, but for the sealed values,
 * which lie beside it.
 *
 * @param name its name
 * @param serial grows with each change
 * @param author who has made it
 * @param made when
 * @param terms how it goes
 * @param course how far it is
 * @param targets who is delivered to, in the order of the stages; empty while it is prepared
 */
public record Plan(
        String name, long serial, String author, Instant made, Terms terms, Course course, List<Target> targets) {

    private static final String KIND = "ussl fleet plan 1";
    private static final int DIGEST_BYTES = 16;
    private static final int TARGETS_FROM = 8;

    /** Whether a roll-out goes on. */
    public enum State {
        /** Values are being sealed; nothing was delivered. */
        PREPARING,
        /** It goes on, or would if a tool carried it on. */
        RUNNING,
        /** It was stopped, by an operator or by its limit. */
        STOPPED,
        /** Every target was delivered to. */
        DONE
    }

    /**
     * How far it is.
     *
     * @param state whether it goes on
     * @param stage how many stages have begun
     * @param begun when the last of them has
     * @param settled when all that are there had answered in it; {@link Instant#EPOCH} before that
     * @param reason why it was stopped; empty if it was not
     */
    public record Course(State state, int stage, Instant begun, Instant settled, String reason) {

        /** Before anything. */
        static final Course PREPARING = new Course(State.PREPARING, 0, Instant.EPOCH, Instant.EPOCH, "");

        Course(State state, Course before) {
            this(state, before.stage, before.begun, before.settled, before.reason);
        }

        /** Whether the last stage that has begun has ended. */
        public boolean isSettled() {
            return stage == 0 || settled.isAfter(Instant.EPOCH);
        }
    }

    /**
     * A gateway that is delivered to.
     *
     * @param gateway its name
     * @param seen the engine's revision of its delivery when this one was sealed; 0 if there was none
     * @param number the number of this delivery
     * @param digest what stands for its sealed value
     */
    public record Target(String gateway, long seen, long number, String digest) {

        private String line() {
            return gateway + " " + seen + " " + number + " " + digest;
        }

        private static Target parse(String line) {
            String[] words = line.split(" ");
            return new Target(words[0], Long.parseLong(words[1]), Long.parseLong(words[2]), words[3]);
        }
    }

    /** Keeps the list. */
    public Plan {
        targets = List.copyOf(targets);
    }

    /**
     * Begins one.
     *
     * @param name its name
     * @param author who makes it
     * @param made when
     * @param terms how it goes
     * @return it, with nobody to deliver to yet
     */
    public static Plan prepare(String name, String author, Instant made, Terms terms) {
        return new Plan(name, 1, author, made, terms, Course.PREPARING, List.of());
    }

    /** With its values sealed. */
    public Plan start(List<Target> all) {
        return new Plan(name, serial + 1, author, made, terms, new Course(State.RUNNING, course), all);
    }

    /** With its next stage begun. */
    public Plan begin(Instant now) {
        return on(new Course(State.RUNNING, course.stage + 1, now, Instant.EPOCH, ""));
    }

    /** With the stage's end; after the last stage it is done. */
    public Plan settle(Instant now) {
        State state = course.stage == terms.stages().size() ? State.DONE : State.RUNNING;
        return on(new Course(state, course.stage, course.begun, now, ""));
    }

    /** Stopped. */
    public Plan stop(String reason) {
        return on(new Course(State.STOPPED, course.stage, course.begun, course.settled, reason));
    }

    /** Going on after it was stopped; who has not answered has the patience anew. */
    public Plan resume(Instant now) {
        Instant begun = course.isSettled() ? course.begun : now;
        return on(new Course(State.RUNNING, course.stage, begun, course.settled, ""));
    }

    private Plan on(Course next) {
        return new Plan(name, serial + 1, author, made, terms, next, targets);
    }

    /**
     * What stands for a sealed value.
     *
     * @param value the value
     * @return the first half of its SHA-256 in hexadecimal, so that a plan has room for 10,000 targets
     */
    public static String digestOf(byte[] value) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value), 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** With another limit. */
    public Plan limit(double limit) {
        return new Plan(name, serial, author, made, terms.limit(limit), course, targets);
    }

    /** Those in the stages that have begun. */
    public List<Target> reached() {
        return targets.subList(0, terms.reached(targets.size(), course.stage));
    }

    byte[] sign(String fleet, String key, PartyKeys keys) throws GeneralSecurityException {
        List<String> lines = new ArrayList<>();
        lines.add(serial + " " + author + " " + made.toEpochMilli());
        lines.addAll(terms.lines());
        lines.add(course.state + " " + course.stage);
        lines.add(course.begun.toEpochMilli() + " " + course.settled.toEpochMilli());
        lines.add(course.reason);
        lines.add(Integer.toString(targets.size()));
        targets.forEach(target -> lines.add(target.line()));
        return Statement.sign(KIND, fleet, key, lines, keys);
    }

    static Plan open(String fleet, String key, byte[] value, Collection<Party> operators) throws UntrustedException {
        List<String> lines = Statement.open(KIND, fleet, key, value, operators).lines();
        try {
            String[] head = lines.get(0).split(" ");
            String[] course = lines.get(4).split(" ");
            String[] times = lines.get(5).split(" ");
            return new Plan(
                    key.substring(key.indexOf('.') + 1),
                    Long.parseLong(head[0]),
                    head[1],
                    Instant.ofEpochMilli(Long.parseLong(head[2])),
                    Terms.parse(lines.subList(1, 4)),
                    new Course(
                            State.valueOf(course[0]),
                            Integer.parseInt(course[1]),
                            Instant.ofEpochMilli(Long.parseLong(times[0])),
                            Instant.ofEpochMilli(Long.parseLong(times[1])),
                            lines.get(6)),
                    lines.subList(TARGETS_FROM, lines.size()).stream()
                            .map(Target::parse)
                            .toList());
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new UntrustedException(key + ": what is there is no roll-out", e);
        }
    }
}
