// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.store.nats.internal.engine.OpenBucket.Entry;

/**
 * Finds out what was put for a gateway: the bucket rings when it has taken a value, which is then read. Since a ring
 * can be lost, all is looked through when a connection begins and again and again after that.
 *
 * <p>All of it is done by the chores' thread, but for the ringing.
 */
final class Lookout {

    private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);

    /** A hostile engine may name more profiles, and each has a place in memory, and a report on the disk. */
    private static final int MOST = SentProfiles.MOST;

    /** The server that is asked may not have it yet: 12 seconds in all. */
    private static final int MOST_TRIES = 8;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

    /** What a server may be behind the others. */
    private static final Duration BEHIND = Duration.ofSeconds(5);

    private final String gateway;
    private final Chores chores;
    private final Arrivals arrivals;
    private final Map<String, Rung> rung = new HashMap<>(); // guarded by this
    private final Map<String, Long> latest = new HashMap<>();
    private final Map<String, Older> older = new HashMap<>();
    private @Nullable OpenBucket bucket;
    private Runnable missed = () -> {};
    private boolean looksAgain;

    /**
     * Makes one.
     *
     * @param gateway the gateway's name
     * @param arrivals takes what is read
     */
    Lookout(String gateway, Chores chores, Arrivals arrivals) {
        this.gateway = gateway;
        this.chores = chores;
        this.arrivals = arrivals;
    }

    /** A revision that has not been read yet, and how often that was tried. */
    private record Rung(long revision, int tries) {}

    /** An earlier state than was seen before, and since when the engine shows it. */
    private record Older(long revision, long sinceNanos) {}

    /**
     * Listens, and looks through all that is there. Blocks on the engine, and while the intake writes.
     *
     * @param open where
     * @param whenMissed is to look again, because something may have been missed
     * @throws IOException if the engine does not answer
     */
    void begin(OpenBucket open, Runnable whenMissed) throws IOException {
        synchronized (this) {
            rung.clear();
        }
        bucket = open;
        missed = whenMissed;
        open.listen(gateway, (key, revision) -> BucketKeys.last(key).ifPresent(profile -> ring(profile, revision)));
        look();
    }

    /** Looks no more; what still rings is let go. */
    void end() {
        bucket = null;
    }

    /**
     * Looks through all that is there. Blocks on the engine, and while the intake writes.
     *
     * @throws IOException if the engine does not answer
     */
    void look() throws IOException {
        OpenBucket from = bucket;
        if (from == null) {
            return;
        }
        byte[] sent = from.get(BucketKeys.sent(gateway)).map(Entry::value).orElse(new byte[0]);
        for (String profile : SentProfiles.parse(sent).names()) {
            if (hasRoom(profile)) {
                var unused = read(from, profile);
            }
        }
    }

    private boolean hasRoom(String profile) {
        return latest.size() < MOST || latest.containsKey(profile);
    }

    /** By a thread of the library. */
    private void ring(String profile, long revision) {
        synchronized (this) {
            if (rung.size() >= MOST && !rung.containsKey(profile)) {
                return;
            }
            if (rung.put(profile, new Rung(revision, 0)) != null) {
                return; // It is being looked for.
            }
        }
        chores.soon(() -> answer(profile));
    }

    private void answer(String profile) {
        OpenBucket from = bucket;
        Rung now;
        synchronized (this) {
            now = rung.get(profile);
        }
        if (from == null || now == null) {
            return;
        }
        try {
            boolean found = !hasRoom(profile) || read(from, profile) >= now.revision();
            pauseAfter(profile, now, found).ifPresent(pause -> chores.after(pause, () -> answer(profile)));
        } catch (IOException | RuntimeException e) {
            synchronized (this) {
                rung.remove(profile); // Or its next ring would be taken for one that is being looked for.
            }
            LOG.debug("{}: not read", profile, e);
            missed.run();
        }
    }

    /** After what time a profile is to be read once more; absent if it is not. */
    private synchronized Optional<Duration> pauseAfter(String profile, Rung now, boolean found) {
        if (rung.get(profile) != now) {
            return Optional.of(Duration.ZERO); // It has rung again.
        }
        if (found || now.tries() == MOST_TRIES - 1) {
            rung.remove(profile);
            return Optional.empty();
        }
        rung.put(profile, new Rung(now.revision(), now.tries() + 1));
        return Optional.of(FIRST_PAUSE.multipliedBy(1L << now.tries()));
    }

    /** Hands over what was not handed over yet; the revision that is there. */
    private long read(OpenBucket from, String profile) throws IOException {
        Optional<Entry> found = from.get(BucketKeys.delivery(gateway, profile));
        long revision = found.map(Entry::revision).orElse(0L);
        byte[] value = found.map(Entry::value).orElse(new byte[0]);
        long known = latest.getOrDefault(profile, 0L);
        if (revision == known) {
            older.remove(profile);
        } else if (revision > known || isSure(profile, revision)) {
            older.remove(profile);
            latest.put(profile, revision);
            if (value.length > 0) {
                arrivals.take(profile, value);
            }
        }
        return revision;
    }

    /** An engine that has gone back, and not one server that is behind, says the same a while later. */
    private boolean isSure(String profile, long revision) {
        Older before = older.get(profile);
        if (before != null && before.revision() == revision) {
            return System.nanoTime() - before.sinceNanos() >= BEHIND.toNanos();
        }
        older.put(profile, new Older(revision, System.nanoTime()));
        if (!looksAgain) {
            looksAgain = true;
            chores.after(BEHIND, () -> {
                looksAgain = false;
                missed.run();
            });
        }
        return false;
    }
}
