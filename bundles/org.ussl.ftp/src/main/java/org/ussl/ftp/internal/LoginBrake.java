// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes guessing slow. After three attempts an address waits one second before the next, then two, four and so on, half
 * a minute at most: long enough for a guesser, short enough that nobody can lock an operator out who comes from the
 * same address. A success clears the count; so do ten minutes of peace.
 *
 * <p>An attempt is counted before its password is looked at, so that many at once do not get through. No thread is held
 * up: who comes too early is told to wait.
 */
final class LoginBrake {

    private static final int FREE_ATTEMPTS = 3;
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);
    private static final int ADDRESSES = 1000;

    private record Record(int attempts, Instant last) {}

    private final InstantSource clock;
    private final Map<InetAddress, Record> records = new LinkedHashMap<>() {
        // Bounded, whatever comes from outside; the address that was silent longest is forgotten first.
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Record> eldest) {
            return size() > ADDRESSES;
        }
    };

    LoginBrake(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Counts an attempt, unless it comes too early.
     *
     * @return zero if the attempt may go on, otherwise how long to wait
     */
    synchronized Duration attempt(InetAddress address) {
        Instant now = clock.instant();
        Record record = records.get(address);
        if (record == null || record.last().plus(FORGOTTEN_AFTER).isBefore(now)) {
            record = new Record(0, now);
        }
        Duration wait = Duration.between(now, record.last().plus(pause(record.attempts())));
        if (!wait.isNegative() && !wait.isZero()) {
            return wait;
        }
        records.remove(address);
        records.put(address, new Record(record.attempts() + 1, now));
        return Duration.ZERO;
    }

    /** The attempt was right. */
    synchronized void clear(InetAddress address) {
        records.remove(address);
    }

    private static Duration pause(int attempts) {
        if (attempts < FREE_ATTEMPTS) {
            return Duration.ZERO;
        }
        Duration pause = Duration.ofSeconds(1L << Math.min(attempts - FREE_ATTEMPTS, 10));
        return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }
}
