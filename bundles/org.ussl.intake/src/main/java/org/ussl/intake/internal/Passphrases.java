// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The passphrases by profile: one that was uploaded counts first, then the profile's own of the configuration, then the
 * one for all. Uploaded ones stay in memory only, for a short time: on a disk they would outlive their use.
 */
final class Passphrases implements AutoCloseable {

    /** How long an upload may take to follow its passphrase. */
    static final Duration KEPT = Duration.ofMinutes(15);

    private static final int MAX_UPLOADED = 100;

    private Optional<Passphrase> configured; // guarded by this
    private Map<String, Passphrase> configuredByProfile; // guarded by this
    private final Clock clock;

    // Oldest first. Guarded by this.
    private final Map<String, Uploaded> uploaded = new LinkedHashMap<>();

    /** Those that were configured before; an upload that has begun may still read with them. */
    private final List<Uploaded> former = new ArrayList<>(); // guarded by this

    Passphrases(Optional<Passphrase> configured, Map<String, Passphrase> configuredByProfile, Clock clock) {
        this.configured = configured;
        this.configuredByProfile = Map.copyOf(configuredByProfile);
        this.clock = clock;
    }

    /** Takes what is configured of another, which is not to be used any more; what was uploaded stays. */
    synchronized void configure(Passphrases other) {
        Instant until = clock.instant().plus(KEPT);
        configured.ifPresent(each -> former.add(new Uploaded(each, until)));
        configuredByProfile.values().forEach(each -> former.add(new Uploaded(each, until)));
        configured = other.configured;
        configuredByProfile = other.configuredByProfile;
    }

    /** The one that counts for a profile. */
    synchronized Optional<Passphrase> of(String profile) {
        dropOld();
        Uploaded own = uploaded.get(profile);
        if (own != null) {
            return Optional.of(own.passphrase);
        }
        Passphrase named = configuredByProfile.get(profile);
        return named != null ? Optional.of(named) : configured;
    }

    /** Keeps one that was uploaded, in place of another. */
    synchronized void keep(String profile, Passphrase passphrase) {
        drop(profile);
        dropOld();
        if (uploaded.size() == MAX_UPLOADED) {
            drop(uploaded.keySet().iterator().next());
        }
        uploaded.put(profile, new Uploaded(passphrase, clock.instant().plus(KEPT)));
    }

    /** Whether one that was uploaded is there. */
    synchronized boolean holds(String profile) {
        dropOld();
        return uploaded.containsKey(profile);
    }

    /** Until when one that was uploaded is kept. */
    synchronized Optional<Instant> keptUntil(String profile) {
        dropOld();
        return Optional.ofNullable(uploaded.get(profile)).map(Uploaded::until);
    }

    /** Clears one that was uploaded. */
    synchronized boolean drop(String profile) {
        @Nullable Uploaded old = uploaded.remove(profile);
        if (old == null) {
            return false;
        }
        old.passphrase.close();
        return true;
    }

    /** Clears those whose time is over. */
    synchronized void dropOld() {
        Instant now = clock.instant();
        uploaded.values().removeIf(each -> isOver(each, now));
        former.removeIf(each -> isOver(each, now));
    }

    private static boolean isOver(Uploaded each, Instant now) {
        // A clock that was set back would keep it for long: later than its whole time from now is over too.
        boolean over = now.isAfter(each.until) || now.plus(KEPT).isBefore(each.until);
        if (over) {
            each.passphrase.close();
        }
        return over;
    }

    @Override
    public synchronized void close() {
        uploaded.values().forEach(each -> each.passphrase.close());
        uploaded.clear();
        former.forEach(each -> each.passphrase.close());
        former.clear();
        configured.ifPresent(Passphrase::close);
        configuredByProfile.values().forEach(Passphrase::close);
    }

    private record Uploaded(Passphrase passphrase, Instant until) {}
}
