// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a store costs with few and with many profiles; {@code bench/store.sh} runs it. No test by its name, because it
 * claims nothing: the numbers are for people.
 */
class StoreBenchmark {

    private static final int MANY = Integer.getInteger("ussl.bench.profiles", 10_000);
    private static final int FEW = 10;
    private static final int ROUNDS = 300;

    private final Material[] materials = {Material.create("even"), Material.create("odd")};

    @TempDir
    Path root;

    @Test
    void measure() throws Exception {
        Place few = new Place(Files.createDirectory(root.resolve("few")));
        Place many = new Place(Files.createDirectory(root.resolve("many")));
        fill(few, FEW);
        long start = System.nanoTime();
        fill(many, MANY);
        print("%d profiles filled in %d ms%n", MANY, millisSince(start));
        for (Place place : new Place[] {few, many}) {
            long before = usedHeap();
            start = System.nanoTime();
            try (SealedFileStore store = place.open()) {
                long opened = millisSince(start);
                int count = store.profiles().size();
                print(
                        "%d profiles: opened in %d ms, heap %d bytes a profile%n",
                        count, opened, (usedHeap() - before) / count);
            }
        }
        // Both at once and in turn, so that they see the same machine.
        try (SealedFileStore one = few.open();
                SealedFileStore other = many.open()) {
            long[][] times = new long[3][ROUNDS];
            int size = (int) Files.size(few.file("p0"));
            for (int i = -50; i < ROUNDS; i++) {
                long[] round = {commit(one, i), commit(other, i), fsync(size)};
                for (int side = 0; side < 3 && i >= 0; side++) {
                    times[side][i] = round[side];
                }
            }
            double[] medians = new double[3];
            for (int side = 0; side < 3; side++) {
                Arrays.sort(times[side]);
                medians[side] = times[side][ROUNDS / 2] / 1e3;
            }
            print("commit among %d: median %.0f us%n", FEW, medians[0]);
            print("commit among %d: median %.0f us, ratio %.2f%n", MANY, medians[1], medians[1] / medians[0]);
            print(
                    "one fsync of %d bytes: median %.0f us; a commit is %.2f of it%n",
                    size, medians[2], medians[1] / medians[2]);
        }
    }

    private void fill(Place place, int count) throws Exception {
        try (SealedFileStore store = place.open()) {
            for (int i = 0; i < count; i++) {
                // Each its own, as in the field: the JDK keeps equal certificates once.
                store.commit("p" + i, Material.create("p" + i).update());
            }
        }
    }

    private long commit(SealedFileStore store, int round) throws Exception {
        long start = System.nanoTime();
        store.commit("p0", materials[Math.abs(round) % 2].update());
        return System.nanoTime() - start;
    }

    /** What the disk takes for as many bytes. */
    private long fsync(int size) throws Exception {
        Path file = root.resolve("fsync");
        Files.deleteIfExists(file);
        ByteBuffer content = ByteBuffer.allocate(size);
        long start = System.nanoTime();
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            channel.write(content);
            channel.force(true);
        }
        return System.nanoTime() - start;
    }

    private static long usedHeap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(100);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long millisSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    private static void print(String format, Object... values) {
        System.out.printf(format, values);
    }
}
