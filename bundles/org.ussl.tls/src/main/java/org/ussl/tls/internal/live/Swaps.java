// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.live;

import java.lang.ref.WeakReference;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.tls.SSLCertVerificationError;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.SwapPolicy;
import org.ussl.tls.TlsOptions;

/**
 * What a change of credentials means for the connections that are up. A peer that would not get in today is put out,
 * whatever the policy; the others go the way of their {@link SwapPolicy}.
 *
 * <p>A handshake that was under way when the change came is entered in the ledger first and compared with the version
 * in use afterwards; the change becomes visible first and looks through the ledger afterwards. So one of the two finds
 * the connection, and none slips through.
 */
public final class Swaps implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Swaps.class);

    private final Ledger ledger;
    private final Function<String, Optional<CredentialVersion>> versions;
    private final Judge judge;
    private final Clock clock;
    private final Resumption resumption;
    private final Consumer<Terms> forget;
    private final AtomicBoolean waiting = new AtomicBoolean();

    /** Its one thread starts with the first change. */
    private final ScheduledThreadPoolExecutor worker;

    /**
     * Looks after the connections of a ledger.
     *
     * @param forget what drops the sessions of connections such as one that was made under these terms
     */
    public Swaps(
            Ledger ledger,
            Function<String, Optional<CredentialVersion>> versions,
            Judge judge,
            Clock clock,
            Consumer<Terms> forget) {
        this.forget = forget;
        this.clock = clock;
        this.ledger = ledger;
        this.versions = versions;
        this.judge = judge;
        this.resumption = new Resumption(judge);
        worker = new ScheduledThreadPoolExecutor(
                1,
                task -> {
                    Thread thread = new Thread(task, "ussl-tls-swaps");
                    thread.setDaemon(true);
                    return thread;
                },
                // The store may tell of a change while the service goes down; connections go on then as they are.
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Looks through all connections, because a version in use may have changed. Returns at once. */
    public void changed() {
        if (waiting.compareAndSet(false, true)) { // A review that has not started sees this change too.
            worker.execute(this::review);
        }
    }

    /** Done when all changes so far have been looked at. */
    public Future<?> settled() {
        return worker.submit(() -> LOG.trace("settled"));
    }

    /**
     * Enters a connection whose handshake is done, and lets it take part in a change that came meanwhile. One whose
     * session does not stand for the peer any more is ended at once.
     *
     * @param resumed whether it has resumed an earlier session
     */
    public Connection enter(Terms terms, Wire wire, boolean resumed) {
        Connection connection = ledger.enter(terms, wire, resumed);
        if (resumed) {
            resumption.refusal(connection, clock.instant()).ifPresent(refusal -> {
                connection.forgetSession();
                forget.accept(terms);
                end(connection, lapsed(terms, refusal), false);
            });
        }
        if (!resumed && Resumption.isBeyondJudgement(connection, clock.instant())) {
            connection.forgetSession();
        }
        if (isStale(terms)) {
            Sweep sweep = new Sweep();
            sweep.review(connection);
            sweep.drain();
        }
        return connection;
    }

    /** Ends the thread. Connections that are up stay up, also those that were to end in a while. */
    @Override
    public void close() {
        worker.shutdownNow();
    }

    private void review() {
        waiting.set(false);
        Sweep sweep = new Sweep();
        for (Connection connection : ledger.connections()) {
            try {
                sweep.review(connection);
            } catch (RuntimeException e) {
                // One connection must not keep the others from being looked at.
                LOG.error(
                        "{}: could not be reviewed after a change",
                        connection.terms().peer(),
                        e);
            }
        }
        sweep.drain();
    }

    private boolean isStale(Terms terms) {
        return successor(terms.trust()) != null || successor(terms.identity()) != null;
    }

    /**
     * The version in use, if it is another one. A store that does not know the profile, or is not there, says nothing:
     * connections that are up go on then.
     */
    private @Nullable CredentialVersion successor(@Nullable CredentialVersion version) {
        if (version == null) {
            return null;
        }
        return versions.apply(version.profile()).filter(now -> now != version).orElse(null);
    }

    /** One look at some connections. */
    private final class Sweep {
        /** Peers are often the same; each is judged once. */
        private final Map<Case, Optional<SSLCertVerificationError>> verdicts = new HashMap<>();

        private final Map<Duration, List<WeakReference<Connection>>> draining = new HashMap<>();

        void review(Connection connection) {
            Terms terms = connection.terms();
            CredentialVersion trust = successor(terms.trust());
            boolean changed = trust != null || successor(terms.identity()) != null;
            if (!changed) {
                return;
            }
            if (terms.trust() != null && trust != null && !sameTrust(trust, terms.trust())) {
                Optional<SSLCertVerificationError> refusal = judge(connection, trust);
                if (refusal.isPresent()) {
                    end(connection, untrusted(terms, trust, refusal.get()), false);
                    return;
                }
            }
            follow(terms.options().swapPolicy(), connection);
        }

        private void follow(SwapPolicy policy, Connection connection) {
            switch (policy.kind()) {
                case KEEP ->
                    LOG.trace(
                            "{}: goes on with what it was made with",
                            connection.terms().peer());
                case CLOSE -> end(connection, swapped(connection.terms()), false);
                case DRAIN -> {
                    if (connection.startDraining()) {
                        draining.computeIfAbsent(policy.grace(), grace -> new ArrayList<>())
                                .add(new WeakReference<>(connection));
                    }
                }
            }
        }

        /** One timer for all that end at the same time. It does not hold connections that are over before. */
        void drain() {
            draining.forEach((grace, connections) -> {
                Future<?> unused = worker.schedule(() -> endAll(connections), grace.toNanos(), TimeUnit.NANOSECONDS);
            });
        }

        private Optional<SSLCertVerificationError> judge(Connection connection, CredentialVersion trust) {
            List<X509Certificate> chain = connection.peerChain();
            if (chain.isEmpty()) {
                return Optional.empty(); // A server with OPTIONAL has let it in without a certificate, and would today.
            }
            return verdicts.computeIfAbsent(new Case(chain, connection.terms().options(), trust.revision()), c -> {
                try {
                    judge.verify(connection.terms(), trust, chain, connection.stapled(), true, clock.instant());
                    return Optional.empty();
                } catch (SSLCertVerificationError e) {
                    return Optional.of(e);
                }
            });
        }
    }

    private void endAll(List<WeakReference<Connection>> connections) {
        for (WeakReference<Connection> reference : connections) {
            Connection connection = reference.get();
            if (connection != null) {
                end(connection, swapped(connection.terms()), true);
            }
        }
    }

    private void end(Connection connection, Supplier<SSLError> reason, boolean afterDraining) {
        if (connection.end(reason)) {
            ledger.leave(connection);
            SSLError error = reason.get();
            ledger.ended(error.reason(), afterDraining);
            LOG.info("{}", error.getMessage());
        }
    }

    private static boolean sameTrust(CredentialVersion one, CredentialVersion other) {
        return one.trustAnchors().equals(other.trustAnchors()) && one.crls().equals(other.crls());
    }

    private static Supplier<SSLError> swapped(Terms terms) {
        return () -> new SSLError(
                Reason.SWAPPED,
                terms.peer() + ": closed because its credentials were replaced and swapPolicy is "
                        + terms.options().swapPolicy().kind() + "; connect again",
                terms.peer(),
                null,
                null);
    }

    private static Supplier<SSLError> untrusted(
            Terms terms, CredentialVersion trust, SSLCertVerificationError refusal) {
        return () -> new SSLCertVerificationError(
                refusal.reason(),
                terms.peer() + ": closed because its peer does not pass any more under " + trust + ": "
                        + refusal.getMessage(),
                terms.peer(),
                refusal.credentialPath().orElse(null),
                refusal);
    }

    private static Supplier<SSLError> lapsed(Terms terms, SSLCertVerificationError refusal) {
        return () -> new SSLCertVerificationError(
                refusal.reason(),
                terms.peer() + ": resumed a session that is worth nothing any more: " + refusal.getMessage(),
                terms.peer(),
                refusal.credentialPath().orElse(null),
                refusal);
    }

    private record Case(List<X509Certificate> chain, TlsOptions options, long revision) {}
}
