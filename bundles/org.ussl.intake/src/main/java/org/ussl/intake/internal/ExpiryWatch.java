// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStore.Subscription;
import org.ussl.credential.spi.CredentialVersion;

/**
 * Compares the ends of validity of all that is in use with the clock on the wall. {@link #look} is called every few
 * seconds and costs next to nothing unless something was delivered, an instant was reached, or the clock was set back.
 */
final class ExpiryWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExpiryWatch.class);

    private final CredentialStore store;
    private final Validity validity;
    private volatile List<Integer> stages;
    private final NoticeBoard board;
    private final Subscription subscription;
    private volatile boolean stale = true;

    // Used by the one thread that looks.
    private final Map<Expiry, Integer> posted = new HashMap<>();
    private Instant looked = Instant.MIN;
    private Instant due = Instant.MIN;

    /** Takes the stages in days before the end, largest first. */
    ExpiryWatch(CredentialStore store, Validity validity, List<Integer> stages, NoticeBoard board) {
        this.store = store;
        this.validity = validity;
        this.stages = stages;
        this.board = board;
        subscription = store.subscribe(profile -> stale = true);
    }

    /** Takes other stages, which count from the next look on. */
    void stages(List<Integer> days) {
        stages = days;
        stale = true;
    }

    /** Brings the board up to date; one thread at a time. */
    void look() {
        Instant now = validity.now();
        boolean reached = !now.isBefore(due) || now.isBefore(looked);
        looked = now;
        if (!stale && !reached) {
            return;
        }
        // Before reading: a change in the meantime makes it stale again.
        stale = false;
        due = Instant.MAX;
        Set<Expiry> present = new HashSet<>();
        if (validity.clockIsSet()) {
            for (String profile : store.profiles()) {
                store.current(profile).ifPresent(version -> look(version, now, present));
            }
        } else {
            due = now;
        }
        posted.keySet().removeIf(expiry -> {
            boolean gone = !present.contains(expiry);
            if (gone) {
                board.withdraw(expiry);
            }
            return gone;
        });
    }

    private void look(CredentialVersion version, Instant now, Set<Expiry> present) {
        for (X509Certificate certificate : version.chain()) {
            look(expiry(version, CredentialPart.CERT, certificate), stages, now, present);
        }
        for (X509Certificate certificate : version.trustAnchors()) {
            look(expiry(version, CredentialPart.CA, certificate), stages, now, present);
        }
        for (X509CRL list : version.crls()) {
            Date next = list.getNextUpdate();
            if (next != null) {
                // Most lists live for days only, so that a warning in advance would always be there.
                look(
                        new Expiry(
                                version.profile(),
                                CredentialPart.CRL,
                                Subject.issuerOf(list),
                                next.toInstant(),
                                String.valueOf(RevocationLists.number(list))),
                        List.of(),
                        now,
                        present);
            }
        }
    }

    private static Expiry expiry(CredentialVersion version, CredentialPart part, X509Certificate certificate) {
        return new Expiry(
                version.profile(),
                part,
                Subject.of(certificate),
                certificate.getNotAfter().toInstant(),
                certificate.getIssuerX500Principal() + "/" + certificate.getSerialNumber());
    }

    private void look(Expiry expiry, List<Integer> days, Instant now, Set<Expiry> present) {
        Instant end = expiry.notAfter();
        int stage = -1;
        if (now.isAfter(end)) {
            stage = 0;
        } else {
            // The JDK counts the last second as valid, so that the end is passed just after it.
            due = earlier(due, end.plusMillis(1));
            for (int each : days) {
                Instant start = end.minus(Duration.ofDays(each));
                if (now.isBefore(start)) {
                    due = earlier(due, start);
                } else {
                    stage = each;
                }
            }
        }
        if (stage >= 0) {
            present.add(expiry);
            post(expiry, stage);
        }
    }

    private void post(Expiry expiry, int stage) {
        Integer before = posted.put(expiry, stage);
        if (before != null && before == stage) {
            return;
        }
        if (stage == 0) {
            LOG.warn(
                    "{}: {} in {} ended on {}; deliver a new one",
                    expiry.profile(),
                    expiry.subject(),
                    expiry.part().fileName(),
                    expiry.notAfter());
        } else {
            LOG.warn(
                    "{}: {} in {} expires within {} days, on {}; deliver a new one",
                    expiry.profile(),
                    expiry.subject(),
                    expiry.part().fileName(),
                    stage,
                    expiry.notAfter());
        }
        board.post(expiry, stage);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** Ends the subscription and takes all notices down. */
    @Override
    public void close() {
        subscription.close();
        posted.keySet().forEach(board::withdraw);
        posted.clear();
    }

    /**
     * Something with an end.
     *
     * @param subject whom it names
     * @param identity what tells it from another one with the same subject
     */
    record Expiry(String profile, CredentialPart part, String subject, Instant notAfter, String identity) {}

    /** Where notices are seen. */
    interface NoticeBoard {

        /** Posts a notice, or lets one that is there reach another stage. */
        void post(Expiry expiry, int stage);

        /** Takes one down. */
        void withdraw(Expiry expiry);
    }
}
