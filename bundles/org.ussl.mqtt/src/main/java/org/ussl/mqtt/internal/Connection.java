// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.mqtt.MqttConnection;
import org.ussl.mqtt.MqttListener;
import org.ussl.mqtt.MqttMessage;
import org.ussl.mqtt.MqttState;

/**
 * Keeps a connection up: a state machine whose events all run on one thread, so that its fields need no locks and
 * nobody else ever waits for the network.
 *
 * <pre>
 *   DOWN -- a factory is there, the pause is over --> CONNECTING -- accepted --> UP
 *    ^                                                    | refused               | lost | another version
 *    +----------------------------------------------------+<----------------------+      v
 *                                      CONNECTING <-- closed -- ENDING <-- acknowledged or timeout -- DRAINING
 * </pre>
 *
 * A version that comes while a connection is made or ended is not missed: it is compared once more when that is done.
 */
final class Connection implements MqttConnection, Session.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** How many messages may be in flight; below the usual receive maximum of brokers (20). */
    static final int WINDOW = 16;

    private static final Duration GOOD_BYE = Duration.ofMillis(300);
    private static final Duration LAST_ACKNOWLEDGEMENTS = Duration.ofMillis(250);

    private enum Phase {
        DOWN,
        CONNECTING,
        UP,
        DRAINING,
        ENDING,
        CLOSED
    }

    private volatile Settings settings;
    private final TlsFactories factories;
    private final Outbox outbox;
    private final Subscriptions subscriptions;
    private final Backoff backoff;
    private final Inbox inbox;
    private final Flight flight;
    private final Chronicle chronicle;
    private final EventLoop loop;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
    private volatile MqttState state = MqttState.WAITING_FOR_CREDENTIAL;

    private Phase phase = Phase.DOWN;
    private boolean closing;
    private boolean otherSession;
    private @Nullable Session session;
    private long upSince;

    Connection(Settings settings, TlsFactories factories, Outbox outbox, Subscriptions subscriptions, Backoff backoff) {
        this.settings = settings;
        this.factories = factories;
        this.outbox = outbox;
        this.subscriptions = subscriptions;
        this.backoff = backoff;
        this.inbox = new Inbox(settings.name(), subscriptions::deliver);
        this.chronicle = new Chronicle(settings);
        this.loop = new EventLoop("ussl-mqtt-" + settings.name());
        this.flight = new Flight(outgoing -> loop.later(() -> acknowledged(outgoing)));
    }

    void start() {
        inbox.start();
        tlsChanged();
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public MqttState state() {
        return state;
    }

    @Override
    public CompletionStage<Void> publish(MqttMessage message) {
        CompletionStage<Void> result = outbox.add(message);
        loop.later(this::pump);
        return result;
    }

    @Override
    public int pending() {
        return outbox.size();
    }

    /**
     * Takes other settings, but for the name and the folder. A live connection stays up if they would make the same
     * one; otherwise it ends as on a swap, when what is in flight is acknowledged or the time for that is over, and
     * nothing that waits is lost.
     */
    void change(Settings next) {
        loop.later(() -> {
            Settings old = settings;
            settings = next;
            outbox.capacity(next.bufferSize());
            backoff.reset(next.reconnectMin(), next.reconnectMax());
            if (next.connectsLike(old)) {
                return;
            }
            otherSession |= !next.hasSessionOf(old);
            chronicle.configured(next);
            if (phase == Phase.UP) {
                drain(next.drainTimeout());
            } else if (phase == Phase.CONNECTING) {
                dropWire();
                connect();
            } else if (phase == Phase.DOWN) {
                connect();
            }
        });
    }

    /** A factory came, went, or has another version. */
    void tlsChanged() {
        loop.later(() -> {
            TlsVersion newest = factories.newest(settings.profile());
            if (phase == Phase.DOWN) {
                if (newest == null) {
                    rest();
                } else if (!loop.isTimerSet()
                        || session == null
                        || !session.version().sameAs(newest)) {
                    backoff.reset();
                    connect();
                }
            } else if (phase == Phase.UP) {
                swapIfOutdated();
            }
        });
    }

    /** A listener came. */
    void addListener(MqttListener listener, Map<String, ?> properties) {
        subscriptions.add(listener, properties);
        loop.later(this::syncSubscriptions);
    }

    /** A listener has other properties. */
    void replaceListener(MqttListener listener, Map<String, ?> properties) {
        subscriptions.remove(listener);
        addListener(listener, properties);
    }

    /** A listener went. */
    void removeListener(MqttListener listener) {
        subscriptions.remove(listener);
        loop.later(this::syncSubscriptions);
    }

    private void connect() {
        TlsVersion newest = factories.newest(settings.profile());
        wires.removeIf(Connection::isOver);
        if (closing || newest == null) {
            rest();
            return;
        }
        state = MqttState.CONNECTING;
        if (settings.cleanStart() || otherSession) {
            otherSession = false;
            outbox.giveBack(flight.unload());
        }
        Session next = new Session(newest, settings, flight.next(), loop, inbox, this);
        wires.add(next.wire());
        session = next;
        phase = Phase.CONNECTING;
        // Paho's asynchronous client waits for CONNACK without a limit.
        loop.after(settings.connectTimeout().multipliedBy(3), () -> next.broken(new IOException("no answer in time")));
        try {
            next.wire().open();
        } catch (IOException | RuntimeException e) {
            next.broken(e);
        }
    }

    private static boolean isOver(Wire wire) {
        try {
            return wire.awaitEnd(0, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void connected(Session up) {
        if (phase != Phase.CONNECTING) {
            return;
        }
        phase = Phase.UP;
        state = MqttState.CONNECTED;
        loop.cancelTimer();
        upSince = System.nanoTime();
        chronicle.connected(up.version().revision());
        subscriptions.sync(up.wire(), true);
        pump();
        swapIfOutdated();
    }

    private void swapIfOutdated() {
        Session live = session;
        TlsVersion newest = factories.newest(settings.profile());
        if (live == null || newest == null || newest.sameAs(live.version())) {
            // Without any factory the live connection stays: its certificate is as good as it was.
            return;
        }
        chronicle.swapBegins();
        drain(settings.drainTimeout());
    }

    private void drain(Duration limit) {
        phase = Phase.DRAINING;
        if (outbox.isFlightOver()) {
            end();
        } else {
            loop.after(limit, this::end);
        }
    }

    private void end() {
        phase = Phase.ENDING;
        Session ending = session;
        if (ending == null) {
            finish();
            return;
        }
        state = closing ? state : MqttState.CONNECTING;
        loop.after(GOOD_BYE, this::finish);
        ending.wire().close();
    }

    @Override
    public void ended() {
        if (phase == Phase.ENDING) {
            finish();
        }
    }

    private void finish() {
        dropWire();
        if (closing) {
            phase = Phase.CLOSED;
            closed.countDown();
        } else {
            connect();
        }
    }

    @Override
    public void broken(Throwable cause) {
        if (phase == Phase.ENDING) {
            finish();
            return;
        }
        Session old = session;
        boolean wasSwapping = phase == Phase.DRAINING;
        boolean wasUp = wasSwapping || phase == Phase.UP;
        chronicle.broken(wasUp, Reason.of(cause));
        if (old != null
                && wasUp
                && System.nanoTime() - upSince > settings.reconnectMax().toNanos()) {
            // Not already when connected: a broker that accepts and drops at once is to be asked less and less often.
            backoff.reset();
        }
        dropWire();
        TlsVersion newest = factories.newest(settings.profile());
        if (closing) {
            finish();
        } else if (wasSwapping || newest != null && old != null && !newest.sameAs(old.version())) {
            connect();
        } else if (newest == null) {
            rest();
        } else {
            state = MqttState.CONNECTING;
            phase = Phase.DOWN;
            loop.after(backoff.next(), this::connect);
        }
    }

    private void rest() {
        loop.cancelTimer();
        phase = closing ? Phase.CLOSED : Phase.DOWN;
        state = MqttState.WAITING_FOR_CREDENTIAL;
    }

    /** Breaks off the present wire, if any; {@link #session} still tells with which version it was tried. */
    private void dropWire() {
        loop.cancelTimer();
        Session old = session;
        if (old != null && old.finish()) {
            // From here on nothing that the old wire still does counts as an acknowledgement.
            flight.next();
            old.wire().abort();
            for (Outgoing lost : outbox.unacknowledgeable()) {
                outbox.fail(lost, new IOException(settings.name() + ": the connection was lost while writing"));
            }
        }
    }

    @Override
    public void acknowledged(Outgoing outgoing) {
        Session live = session;
        String refusal = live == null ? null : live.wire().refusal(outgoing);
        if (refusal == null) {
            outbox.done(outgoing);
        } else {
            outbox.fail(outgoing, new IOException(settings.name() + ": " + outgoing.message() + ": " + refusal));
        }
        pump();
    }

    private void pump() {
        Session live = session;
        if (phase == Phase.DRAINING && outbox.isFlightOver()) {
            end();
        }
        if (phase != Phase.UP || live == null) {
            return;
        }
        for (Outgoing next = outbox.take(WINDOW); next != null; next = outbox.take(WINDOW)) {
            try {
                live.wire().publish(next);
            } catch (IllegalArgumentException e) {
                outbox.fail(next, new IOException(settings.name() + ": " + e.getMessage(), e));
            } catch (IOException e) {
                // The wire is about to be reported as broken, or an acknowledgement will open the broker's window.
                LOG.debug("{}: not taken: {}", settings.name(), e.getMessage());
                outbox.giveBack(Set.of(next));
                return;
            }
        }
    }

    private void syncSubscriptions() {
        Session live = session;
        if (phase == Phase.UP && live != null) {
            subscriptions.sync(live.wire(), false);
        }
    }

    /** Ends it, within a second: says good-bye to the broker, and leaves no thread and no socket. */
    void close() throws InterruptedException {
        loop.later(() -> {
            closing = true;
            if (phase == Phase.UP || phase == Phase.DRAINING) {
                drain(LAST_ACKNOWLEDGEMENTS);
            } else if (phase != Phase.ENDING) {
                finish();
            }
        });
        boolean graceful = closed.await(600, TimeUnit.MILLISECONDS);
        loop.end();
        state = MqttState.CLOSED;
        outbox.close();
        boolean over = inbox.close(100, TimeUnit.MILLISECONDS);
        for (Wire wire : wires) {
            wire.abort();
            over &= wire.awaitEnd(100, TimeUnit.MILLISECONDS);
        }
        if (!graceful || !over) {
            LOG.warn("{}: closed, but a thread is still held up by a listener or the network", settings.name());
        }
    }
}
