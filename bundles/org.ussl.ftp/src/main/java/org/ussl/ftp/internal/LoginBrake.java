// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes guessing slow. After three attempts at one user from one address there is a wait of one second before the next,
 * then of two, four and so on, half a minute at most; after twelve attempts at any users the same goes for the address.
 * Nobody else waits, so that an attacker cannot lock out an operator who is elsewhere. A success clears the count; so
 * do ten minutes of peace. Of an IPv6 address the first 64 bits count, because one host has them all.
 *
 * <p>An attempt takes its place before its password is looked at, and gives it back when it was right. So there are
 * never more under way than may still fail, however many connections try at once: who is beyond that waits for the
 * outcome of the others, which takes as long as a hash does, and goes on if one of them was right. A client may hence
 * log in many times at once. Who has guessed too often is told to come later and holds up no thread.
 */
final class LoginBrake {

    private static final int FREE_ATTEMPTS = 3;
    private static final int FREE_ATTEMPTS_OF_ADDRESS = 12;
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);
    private static final int GUESSERS = 2000;

    /** A hash takes a part of a second; this is for a machine that is near its end. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Without a user it stands for the address. */
    private record Guesser(String address, @Nullable String user) {}

    private record Record(int attempts, Instant last) {}

    private final InstantSource clock;
    private final Map<Guesser, Record> records = new LinkedHashMap<>() {
        // Bounded, whatever comes from outside; who was silent longest is forgotten first.
        @Override
        protected boolean removeEldestEntry(Map.Entry<Guesser, Record> eldest) {
            return size() > GUESSERS;
        }
    };

    private final Map<Guesser, Integer> underWay = new HashMap<>();

    /** One that no change of the clock on the wall shortens or lengthens the wait of. */
    static LoginBrake onUptime() {
        return new LoginBrake(uptime());
    }

    static InstantSource uptime() {
        return () -> Instant.EPOCH.plusNanos(System.nanoTime());
    }

    LoginBrake(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Asks for an attempt. While others are under way whose failure would use up what there is, this waits for them.
     *
     * @return the attempt, which its {@link Attempt#delay} may put off; whoever has it says how it ends
     */
    synchronized Attempt attempt(InetAddress address, String user) throws InterruptedException {
        Guesser one = new Guesser(network(address), user);
        Guesser all = new Guesser(network(address), null);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Instant now = clock.instant();
            Duration waitOfOne = wait(one, FREE_ATTEMPTS, now);
            Duration waitOfAll = wait(all, FREE_ATTEMPTS_OF_ADDRESS, now);
            Duration wait = waitOfOne.compareTo(waitOfAll) > 0 ? waitOfOne : waitOfAll;
            if (!wait.isZero()) {
                return new Attempt(one, all, wait);
            }
            if (hasRoom(one, FREE_ATTEMPTS) && hasRoom(all, FREE_ATTEMPTS_OF_ADDRESS)) {
                takePlace(one, FREE_ATTEMPTS, now);
                takePlace(all, FREE_ATTEMPTS_OF_ADDRESS, now);
                underWay.merge(one, 1, Integer::sum);
                underWay.merge(all, 1, Integer::sum);
                return new Attempt(one, all, Duration.ZERO);
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                return new Attempt(one, all, Duration.ofSeconds(1));
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** One attempt to log in. Its first end counts; if there is a delay, it is over already. Safe for many threads. */
    final class Attempt {

        private final Guesser one;
        private final Guesser all;
        private final Duration delay;
        private boolean over;

        private Attempt(Guesser one, Guesser all, Duration delay) {
            this.one = one;
            this.all = all;
            this.delay = delay;
            over = !delay.isZero();
        }

        /** How long to wait before the next; zero if this one may go on. */
        Duration delay() {
            return delay;
        }

        /** It was wrong, and counts. */
        void failed() {
            synchronized (LoginBrake.this) {
                if (leave()) {
                    Instant now = clock.instant();
                    count(one, now);
                    count(all, now);
                }
            }
        }

        /** It was right: what came before is forgotten. */
        void succeeded() {
            synchronized (LoginBrake.this) {
                if (leave()) {
                    records.remove(one);
                    records.remove(all);
                }
            }
        }

        /** It came to nothing; no password was looked at. Without effect if it has ended. */
        void withdraw() {
            synchronized (LoginBrake.this) {
                leave();
            }
        }

        private boolean leave() {
            if (over) {
                return false;
            }
            over = true;
            underWay.computeIfPresent(one, (guesser, count) -> count > 1 ? count - 1 : null);
            underWay.computeIfPresent(all, (guesser, count) -> count > 1 ? count - 1 : null);
            LoginBrake.this.notifyAll();
            return true;
        }
    }

    /** Whether the attempts under way may all fail, and one more. */
    private boolean hasRoom(Guesser guesser, int free) {
        Record record = records.get(guesser);
        int left = record == null ? free : Math.max(1, free - record.attempts());
        return underWay.getOrDefault(guesser, 0) < left;
    }

    private Duration wait(Guesser guesser, int free, Instant now) {
        Record record = records.get(guesser);
        if (record == null || record.last().plus(FORGOTTEN_AFTER).isBefore(now)) {
            records.remove(guesser);
            return Duration.ZERO;
        }
        Duration wait = Duration.between(now, record.last().plus(pause(record.attempts(), free)));
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    private void takePlace(Guesser guesser, int free, Instant now) {
        Record record = records.get(guesser);
        if (record != null && record.attempts() >= free) {
            records.put(guesser, new Record(record.attempts(), now));
        }
    }

    private void count(Guesser guesser, Instant now) {
        Record record = records.remove(guesser);
        records.put(guesser, new Record(record == null ? 1 : record.attempts() + 1, now));
    }

    private static Duration pause(int attempts, int free) {
        if (attempts < free) {
            return Duration.ZERO;
        }
        Duration pause = Duration.ofSeconds(1L << Math.min(attempts - free, 10));
        return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }

    private static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(bytes, 0, bytes.length == 16 ? 8 : bytes.length);
    }
}
