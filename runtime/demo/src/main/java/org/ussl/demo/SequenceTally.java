// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import java.util.BitSet;

/** Counts readings by their sequence numbers, which start at 1 and have no gaps. Safe for use by many threads. */
final class SequenceTally {
    private final BitSet seen = new BitSet();
    private int arrivals;
    private int invalid;

    /** Takes note of a reading. */
    synchronized void arrived(int sequence) {
        arrivals++;
        if (sequence < 1) {
            invalid++;
        } else {
            seen.set(sequence);
        }
        notifyAll();
    }

    /** How many different readings arrived. */
    synchronized int received() {
        return seen.cardinality();
    }

    /** How many arrived once more than needed. */
    synchronized int duplicates() {
        return arrivals - invalid - seen.cardinality();
    }

    /** How many carried no number that a reading can have. */
    synchronized int invalid() {
        return invalid;
    }

    /** How many of the readings 1 to {@code published} did not arrive. */
    synchronized int lost(int published) {
        return published - seen.get(1, published + 1).cardinality();
    }

    /** The highest number that arrived; 0 if none did. */
    synchronized int highest() {
        return Math.max(0, seen.length() - 1);
    }

    /** Waits until so many different readings arrived; ends early, without an error, after the deadline. */
    synchronized void awaitReceived(int count, long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; seen.cardinality() < count && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    /** Waits until the readings 1 to {@code last} arrived; ends early, without an error, after the deadline. */
    synchronized void awaitAll(int last, long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; lost(last) > 0 && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }
}
