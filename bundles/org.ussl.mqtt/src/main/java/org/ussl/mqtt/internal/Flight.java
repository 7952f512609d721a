// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is between the hand-over to Paho and the broker's acknowledgement, carried from one wire to the next.
 *
 * <p>Each connection attempt is a new Paho client, because a used one is not to be trusted: tokens of a broken
 * connection fail and later succeed, its acknowledgement queue is cleared at the next start, and a stuck one cannot be
 * thrown away. What makes this lossless is Paho's persistence contract. A client stores a publish before it can be sent
 * and removes it when PUBACK or PUBCOMP is in, and a new client sends again, marked DUP and with the same packet
 * identifier, what it finds in the store. This is that store. So there is one instant that decides: {@link Leg#remove}
 * before the next {@link #next} means acknowledged, anything else means that the next wire sends it again. An old
 * client that still stirs talks to a {@link Leg} that is over, and changes nothing. The packet identifiers stay, so QoS
 * 2 is exactly once for as long as this object lives.
 *
 * <p>A clean start has no session to resume; then {@link #unload} gives all messages back, to be published anew.
 */
final class Flight {
    private static final String SENT = "s-";

    private final Consumer<Outgoing> acknowledged;
    private final Map<String, Object> packets = new HashMap<>();
    private final Map<String, Outgoing> messages = new LinkedHashMap<>();
    private Leg current = new Leg();

    /** Makes an empty one; {@code acknowledged} is called by threads of the wires and must not block. */
    Flight(Consumer<Outgoing> acknowledged) {
        this.acknowledged = acknowledged;
    }

    /** Ends the present leg and begins the next with the same content. */
    synchronized Leg next() {
        current = new Leg();
        return current;
    }

    /** Ends the present leg, and gives all messages back in the order in which they were sent. */
    synchronized List<Outgoing> unload() {
        next();
        List<Outgoing> all = new ArrayList<>(messages.values());
        messages.clear();
        packets.clear();
        return all;
    }

    /** The store as one Paho client sees it. Keys and packets are Paho's. */
    final class Leg {
        private @Nullable Outgoing boarding;
        private @Nullable Thread boarder;

        /** Hands a message to Paho by {@code send}, and notes under which key it is stored. */
        <X extends Exception> void board(Outgoing outgoing, Hand<X> send) throws X {
            synchronized (Flight.this) {
                boarding = outgoing;
                boarder = Thread.currentThread();
            }
            boolean sent = false;
            try {
                send.over();
                sent = true;
            } finally {
                synchronized (Flight.this) {
                    boarding = null;
                    boarder = null;
                    if (!sent && messages.values().remove(outgoing)) {
                        packets.keySet().removeIf(key -> key.startsWith(SENT) && !messages.containsKey(key));
                    }
                }
            }
        }

        void put(String key, Object packet) {
            synchronized (Flight.this) {
                if (current != this) {
                    return;
                }
                packets.put(key, packet);
                if (key.startsWith(SENT) && boarding != null && Thread.currentThread() == boarder) {
                    messages.put(key, boarding);
                }
            }
        }

        /** The message that is being handed over by this thread, if any. */
        @Nullable
        Outgoing boarding() {
            synchronized (Flight.this) {
                return Thread.currentThread() == boarder ? boarding : null;
            }
        }

        void remove(String key) {
            synchronized (Flight.this) {
                if (current != this) {
                    return;
                }
                packets.remove(key);
                Outgoing outgoing = messages.remove(key);
                // Paho also removes when the hand-over fails, in the thread that hands over: no acknowledgement.
                if (outgoing != null && Thread.currentThread() != boarder) {
                    acknowledged.accept(outgoing);
                }
            }
        }

        @Nullable
        Object get(String key) {
            synchronized (Flight.this) {
                return current == this ? packets.get(key) : null;
            }
        }

        List<String> keys() {
            synchronized (Flight.this) {
                return current == this ? List.copyOf(packets.keySet()) : List.of();
            }
        }

        /** Forgets the packets and not the messages: Paho clears at the start and the end of a clean session. */
        void clear() {
            synchronized (Flight.this) {
                if (current == this) {
                    packets.clear();
                }
            }
        }
    }

    /** The hand-over of one message. */
    @FunctionalInterface
    interface Hand<X extends Exception> {
        void over() throws X;
    }
}
