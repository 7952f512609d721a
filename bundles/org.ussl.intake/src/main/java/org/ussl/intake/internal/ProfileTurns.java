// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets the changes of one profile take turns, and those of different profiles pass each other. What a change decides
 * by, the version in use and the parts that wait, must not change under it: a chain would be committed with another
 * key.
 */
final class ProfileTurns {

    private final Map<String, Turn> turns = new ConcurrentHashMap<>();

    /** Waits for the profile's turn; closing what it returns ends the turn. */
    Turn take(String profile) {
        // Counted, so that the map holds no lock of a profile that nobody changes.
        Turn turn = turns.compute(profile, (name, present) -> {
            Turn counted = present == null ? new Turn(name) : present;
            counted.users++;
            return counted;
        });
        turn.lock.lock();
        return turn;
    }

    /** A profile's turn, held by the thread that took it. */
    final class Turn implements AutoCloseable {
        private final String profile;
        private final ReentrantLock lock = new ReentrantLock(true);
        /** Changed inside {@code compute} only, which makes each change atomic. */
        private int users;

        private Turn(String profile) {
            this.profile = profile;
        }

        @Override
        public void close() {
            lock.unlock();
            turns.compute(profile, (name, present) -> --users == 0 ? null : present);
        }
    }
}
