// SPDX-License-Identifier: Apache-2.0
package org.ussl.bench.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.KeyMaterial;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/** Few profiles, many profiles, and one fsync, in turn. */
final class StoreBench {
    private static final int FEW = 10;
    private static final int WARM_UP = 2_000;
    private static final int ROUNDS = 500;

    private final Path root;
    private final int most;

    private StoreBench(Path root, int most) {
        this.root = root;
        this.most = most;
    }

    /** Takes how many profiles are many. Exits: where it fails, a framework's threads would keep the process up. */
    @SuppressWarnings("CatchAndPrintStackTrace")
    public static void main(String[] args) {
        int status = 0;
        try {
            run(Integer.parseInt(args[0]));
        } catch (Exception e) {
            e.printStackTrace();
            status = 1;
        }
        System.exit(status);
    }

    private static void run(int most) throws Exception {
        Path root = Files.createTempDirectory("ussl-bench-store");
        try {
            new StoreBench(root, most).measure();
        } finally {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path each : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(each);
                }
            }
        }
    }

    private void measure() throws Exception {
        try (Gateway few = new Gateway(Files.createDirectory(root.resolve("few")));
                Gateway many = new Gateway(Files.createDirectory(root.resolve("many")))) {
            fill(few.store(), FEW);
            long start = System.nanoTime();
            fill(many.store(), most);
            print("%d profiles filled in %d ms%n", most, millisSince(start));
            start(few, FEW);
            start(many, most);
            compare(few, many);
        }
    }

    /** Each with certificates of its own, as in the field: the JDK keeps equal ones once. */
    private static void fill(CredentialStore store, int count) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair root = generator.generateKeyPair();
        KeyPair own = generator.generateKeyPair();
        for (int i = 0; i < count; i++) {
            Authority ca = Authority.create(
                    Certificate.named("CN=CA of p" + i).authority().keyPair(root));
            Identity identity = ca.issue(Certificate.named("CN=p" + i).keyPair(own));
            try (KeyMaterial key =
                    new KeyMaterial(own.getPublic(), own.getPrivate().getEncoded())) {
                store.commit(
                        "p" + i,
                        new CredentialUpdate(
                                List.of(ca.certificate()),
                                null,
                                CredentialUpdate.Identity.withNewKey(identity.chain(), key)));
            }
        }
    }

    private static void start(Gateway gateway, int count) throws Exception {
        gateway.stopStore();
        long before = usedHeap();
        long start = System.nanoTime();
        gateway.startStore();
        long started = millisSince(start);
        print(
                "%d profiles: store started in %d ms, heap %d bytes a profile%n",
                count, started, (usedHeap() - before) / count);
    }

    private void compare(Gateway few, Gateway many) throws Exception {
        Uploads one = new Uploads(few);
        Uploads other = new Uploads(many);
        long[][] times = new long[5][ROUNDS];
        int size = 0;
        for (int i = 0; i < WARM_UP + ROUNDS; i++) {
            if (i == WARM_UP) {
                size = (int) Files.size(few.file(Uploads.PROFILE));
            }
            Uploads.Times among = one.renew();
            Uploads.Times amongMany = other.renew();
            long bare = fsync(Math.max(size, 1));
            if (i >= WARM_UP) {
                int round = i - WARM_UP;
                times[0][round] = among.commit();
                times[1][round] = amongMany.commit();
                times[2][round] = amongMany.visible();
                times[3][round] = amongMany.receipt();
                times[4][round] = bare;
            }
        }
        double[] micros = Stream.of(times).mapToDouble(StoreBench::medianMicros).toArray();
        print("one fsync of %d bytes: median %.0f us%n", size, micros[4]);
        print(
                "commit until it is visible, among %d: median %.0f us, %.2f fsyncs%n",
                FEW, micros[0], micros[0] / micros[4]);
        print(
                "commit until it is visible, among %d: median %.0f us, %.2f fsyncs; %.2f of the same among %d%n",
                most, micros[1], micros[1] / micros[4], micros[1] / micros[0], FEW);
        print(
                "upload until it is visible, reading and checking included: %.0f us, %.2f fsyncs%n",
                micros[2], micros[2] / micros[4]);
        print("upload until its receipt, with the audit log: %.0f us, %.2f fsyncs%n", micros[3], micros[3] / micros[4]);
    }

    /** What the disk takes for as many bytes. */
    private long fsync(int size) throws IOException {
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

    private static double medianMicros(long[] times) {
        Arrays.sort(times);
        return times[times.length / 2] / 1e3;
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
