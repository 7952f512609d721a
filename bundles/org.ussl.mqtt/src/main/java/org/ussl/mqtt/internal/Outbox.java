// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.ussl.mqtt.MqttBufferFullException;
import org.ussl.mqtt.MqttMessage;

/**
 * Every message from the call of publish to the broker's acknowledgement, in order, and the only place that knows: a
 * message leaves it through {@link #done} or {@link #fail} and in no other way.
 */
final class Outbox {
    private final String connection;
    private int capacity; // guarded by this
    private final Journal journal;
    private final Deque<Outgoing> waiting = new ArrayDeque<>();
    private final Set<Outgoing> inFlight = new HashSet<>();
    private long nextNumber;
    private boolean closed;

    /**
     * Makes one that starts with what the journal kept.
     *
     * @param capacity how many messages it takes; those from the journal are kept even beyond that
     */
    Outbox(String connection, int capacity, Journal journal) throws IOException {
        this.connection = connection;
        this.capacity = capacity;
        this.journal = journal;
        for (Outgoing kept : journal.restore()) {
            waiting.add(kept);
            nextNumber = kept.number() + 1;
        }
    }

    /** Takes as many messages from now on; those that are there are kept even beyond that. */
    synchronized void capacity(int messages) {
        capacity = messages;
    }

    /** Takes a message, on disk before it returns if there is a journal; called by any thread. */
    synchronized CompletionStage<Void> add(MqttMessage message) {
        if (closed) {
            return CompletableFuture.failedStage(new IOException(connection + ": the connection is closed"));
        }
        if (waiting.size() + inFlight.size() >= capacity) {
            return CompletableFuture.failedStage(new MqttBufferFullException(connection, capacity));
        }
        Outgoing outgoing = new Outgoing(nextNumber++, message);
        try {
            journal.keep(outgoing);
        } catch (IOException e) {
            return CompletableFuture.failedStage(e);
        }
        waiting.add(outgoing);
        return outgoing.result().minimalCompletionStage();
    }

    /** Gives the next message, if fewer than {@code window} are in flight. */
    synchronized @Nullable Outgoing take(int window) {
        Outgoing next = inFlight.size() < window ? waiting.poll() : null;
        if (next != null) {
            inFlight.add(next);
        }
        return next;
    }

    /** Puts messages that were taken back in their places at the head. */
    synchronized void giveBack(Collection<Outgoing> taken) {
        List<Outgoing> ordered = new ArrayList<>(taken);
        ordered.sort((a, b) -> Long.compare(b.number(), a.number()));
        for (Outgoing outgoing : ordered) {
            if (inFlight.remove(outgoing)) {
                waiting.addFirst(outgoing);
            }
        }
    }

    /** The messages in flight that nobody will acknowledge; what became of them is unknown when the wire breaks. */
    synchronized List<Outgoing> unacknowledgeable() {
        return inFlight.stream().filter(outgoing -> !outgoing.isAcknowledged()).toList();
    }

    void done(Outgoing outgoing) {
        if (remove(outgoing)) {
            outgoing.result().complete(null);
        }
    }

    void fail(Outgoing outgoing, IOException cause) {
        if (remove(outgoing)) {
            outgoing.result().completeExceptionally(cause);
        }
    }

    private synchronized boolean remove(Outgoing outgoing) {
        if (closed || !inFlight.remove(outgoing)) {
            return false;
        }
        journal.discard(outgoing);
        return true;
    }

    synchronized boolean isFlightOver() {
        return inFlight.isEmpty();
    }

    synchronized int size() {
        return waiting.size() + inFlight.size();
    }

    /** Ends it: what is left stays in the journal, and its callers hear of the end. */
    void close() {
        List<Outgoing> left;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            left = new ArrayList<>(inFlight);
            left.addAll(waiting);
            waiting.clear();
            inFlight.clear();
        }
        for (Outgoing outgoing : left) {
            String fate = journal.keeps(outgoing) ? "the message stays on disk for the next start" : "not delivered";
            outgoing.result()
                    .completeExceptionally(new IOException(connection + ": the connection was closed; " + fate));
        }
    }
}
