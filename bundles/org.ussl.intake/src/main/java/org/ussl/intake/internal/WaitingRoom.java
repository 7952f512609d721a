// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.spi.Arrival;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.PendingCredential;

/**
 * Ends the waiting of parts whose counterpart does not come. A part that came while the clock was not set, or was set
 * to a later time than now, waits its whole time from when it is first seen with a clock that makes sense.
 */
final class WaitingRoom {

    private static final Logger LOG = LoggerFactory.getLogger(WaitingRoom.class);

    private static final Duration TOLERATED_LEAD = Duration.ofMinutes(5);

    private final CredentialStore store;
    private final ProfileTurns turns;
    private final Validity validity;
    private volatile Duration patience;
    private final Map<Guest, Instant> firstSeen = new ConcurrentHashMap<>();

    WaitingRoom(CredentialStore store, ProfileTurns turns, Validity validity, Duration patience) {
        this.store = store;
        this.turns = turns;
        this.validity = validity;
        this.patience = patience;
    }

    /** Is as patient from now on, also with what waits already. */
    void patience(Duration next) {
        patience = next;
    }

    /** When it came, if the clock of that time made sense. */
    Optional<Instant> arrivedAt(PendingCredential pending, CredentialPart part) {
        return Optional.ofNullable(pending.arrivals().get(part))
                .map(Arrival::at)
                .filter(validity::isPlausible)
                .filter(at -> !at.isAfter(validity.now().plus(TOLERATED_LEAD)));
    }

    /** When a waiting part is dropped; absent while the clock is not set. */
    Optional<Instant> expiresAt(String profile, PendingCredential pending, CredentialPart part) {
        if (!validity.clockIsSet()) {
            return Optional.empty();
        }
        Instant since = arrivedAt(pending, part)
                .orElseGet(() -> firstSeen.computeIfAbsent(guest(profile, pending, part), guest -> validity.now()));
        return Optional.of(since.plus(patience));
    }

    /** Drops what has waited too long; the caller holds the profile's turn. */
    Set<CredentialPart> dropExpired(String profile) throws CredentialStoreException {
        Set<CredentialPart> dropped = EnumSet.noneOf(CredentialPart.class);
        PendingCredential pending = store.pending(profile);
        for (CredentialPart part : parts(pending)) {
            Optional<Instant> end = expiresAt(profile, pending, part);
            if (end.isPresent() && end.get().isBefore(validity.now()) && store.drop(profile, part)) {
                firstSeen.remove(guest(profile, pending, part));
                dropped.add(part);
                LOG.warn(
                        "{}: the {} waited for its counterpart until {} and is dropped",
                        profile,
                        part.label(),
                        end.get());
            }
        }
        return dropped;
    }

    /**
     * Drops in all profiles what has waited too long.
     *
     * @return what was dropped of which profile
     */
    Map<String, Set<CredentialPart>> sweep() {
        Map<String, Set<CredentialPart>> dropped = new ConcurrentHashMap<>();
        List<Guest> present = new ArrayList<>();
        for (String profile : store.profiles()) {
            PendingCredential pending = store.pending(profile);
            Set<CredentialPart> waiting = parts(pending);
            if (waiting.isEmpty()) {
                continue;
            }
            waiting.forEach(part -> present.add(guest(profile, pending, part)));
            try (ProfileTurns.Turn turn = turns.take(profile)) {
                Set<CredentialPart> parts = dropExpired(profile);
                if (!parts.isEmpty()) {
                    dropped.put(profile, parts);
                }
            } catch (CredentialStoreException e) {
                LOG.warn("{}: what has waited too long could not be dropped: {}", profile, e.getMessage());
            }
        }
        firstSeen.keySet().retainAll(present);
        return dropped;
    }

    /** Which parts wait. */
    static Set<CredentialPart> parts(PendingCredential pending) {
        Set<CredentialPart> parts = EnumSet.noneOf(CredentialPart.class);
        if (!pending.chain().isEmpty()) {
            parts.add(CredentialPart.CERT);
        }
        if (pending.publicKey() != null) {
            parts.add(CredentialPart.KEY);
        }
        return parts;
    }

    private static Guest guest(String profile, PendingCredential pending, CredentialPart part) {
        List<X509Certificate> chain = pending.chain();
        Object who = part == CredentialPart.CERT ? chain.get(0) : String.valueOf(pending.publicKey());
        return new Guest(profile, part, who);
    }

    /** A part that waits, told apart from one that takes its place. */
    private record Guest(String profile, CredentialPart part, Object who) {}
}
