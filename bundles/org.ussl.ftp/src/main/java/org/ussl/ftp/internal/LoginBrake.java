// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes guessing slow. After three attempts at one user from one address there is a wait of one second before the next,
 * then of two, four and so on, half a minute at most; after twelve attempts at any users the same goes for the address.
 * Nobody else waits, so that an attacker cannot lock out an operator who is elsewhere. A success clears the count; so
 * do ten minutes of peace. Of an IPv6 address the first 64 bits count, because one host has them all.
 *
 * <p>Failures count when they have happened, so that a client may log in several times at once; whoever has to wait
 * takes the next place by trying, so that many at once do not get through then. No thread is held up: who comes too
 * early is told to wait.
 */
final class LoginBrake {

    private static final int FREE_ATTEMPTS = 3;
    private static final int FREE_ATTEMPTS_OF_ADDRESS = 12;
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);
    private static final int GUESSERS = 2000;

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

    /** One that no change of the clock on the wall shortens or lengthens the wait of. */
    static LoginBrake onUptime() {
        return new LoginBrake(() -> Instant.EPOCH.plusNanos(System.nanoTime()));
    }

    LoginBrake(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Asks for an attempt.
     *
     * @return zero if the attempt may go on, otherwise how long to wait
     */
    synchronized Duration attempt(InetAddress address, String user) {
        Instant now = clock.instant();
        Guesser one = new Guesser(network(address), user);
        Guesser all = new Guesser(network(address), null);
        Duration waitOfOne = wait(one, FREE_ATTEMPTS, now);
        Duration waitOfAll = wait(all, FREE_ATTEMPTS_OF_ADDRESS, now);
        Duration wait = waitOfOne.compareTo(waitOfAll) > 0 ? waitOfOne : waitOfAll;
        if (!wait.isZero()) {
            return wait;
        }
        takePlace(one, FREE_ATTEMPTS, now);
        takePlace(all, FREE_ATTEMPTS_OF_ADDRESS, now);
        return Duration.ZERO;
    }

    /** The attempt was wrong. */
    synchronized void failed(InetAddress address, String user) {
        Instant now = clock.instant();
        count(new Guesser(network(address), user), now);
        count(new Guesser(network(address), null), now);
    }

    /** The attempt was right. */
    synchronized void clear(InetAddress address, String user) {
        records.remove(new Guesser(network(address), user));
        records.remove(new Guesser(network(address), null));
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
