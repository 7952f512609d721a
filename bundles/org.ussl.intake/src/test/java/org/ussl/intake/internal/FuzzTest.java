// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.intake.internal.Corpus.Sample;

/**
 * Feeds the intake what comes of damaging the corpus at random, for {@code -Dussl.fuzz.seconds} (1). The damage is done
 * to DER, also where it lies in PEM: damage to the text around it is found at once and reaches nothing. A file that
 * makes it fail is left in {@code target/fuzz}.
 */
class FuzzTest {
    private static final Logger LOG = LoggerFactory.getLogger(FuzzTest.class);

    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("ussl.fuzz.seconds", 1));
    private static final Path FAILURES = Path.of("target/fuzz");
    private static final long MOST_BYTES = 64L << 20;
    private static final byte[] EXTREMES = {0, 1, 0x7f, (byte) 0x80, (byte) 0x81, (byte) 0x84, (byte) 0xff, 0x30, 0x06};

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void nothingButARefusalComesOutAndLittleMemoryIsUsed() throws Exception {
        List<Sample> corpus = Corpus.make();
        Random random = new Random();
        long end = System.nanoTime() + TIME.toNanos();
        int calls = 0;
        int taken = 0;
        long slowest = 0;
        long largest = 0;
        do {
            Sample sample = corpus.get(random.nextInt(corpus.size()));
            byte[] content = damaged(
                    sample.content(), corpus.get(random.nextInt(corpus.size())).content(), random);
            Desk desk = Desk.open();
            if (random.nextBoolean()) {
                desk.offer(CredentialPart.CA, Desk.CA.pem());
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            boolean sound = false;
            try {
                taken += offer(desk, sample.part(), content) ? 1 : 0;
                sound = threads.getCurrentThreadAllocatedBytes() - before < MOST_BYTES;
                assertThat(sound).as("uses little memory").isTrue();
            } finally {
                if (!sound) {
                    Files.createDirectories(FAILURES);
                    Files.write(FAILURES.resolve(sample.part().fileName()), content);
                }
            }
            slowest = Math.max(slowest, System.nanoTime() - start);
            largest = Math.max(largest, threads.getCurrentThreadAllocatedBytes() - before);
            calls++;
        } while (System.nanoTime() < end);
        LOG.info(
                "{} calls, {} taken; slowest {} ms, largest {} KiB",
                calls,
                taken,
                Duration.ofNanos(slowest).toMillis(),
                largest >> 10);
    }

    private static boolean offer(Desk desk, CredentialPart part, byte[] content) {
        try {
            desk.offer(part, content);
            return true;
        } catch (CredentialRejectedException e) {
            if (e.isTemporary()) {
                throw new AssertionError("the gateway's fault", e);
            }
            assertThat(e).hasMessageStartingWith(part.fileName() + ": ");
            return false;
        }
    }

    private static byte[] damaged(byte[] content, byte[] other, Random random) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        int begin = text.indexOf("-----\n");
        int end = text.indexOf("\n-----END");
        if (begin < 0 || end < begin + 6 || random.nextInt(5) == 0) {
            return damagedBytes(content, other, random);
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(text.substring(begin + 6, end));
        } catch (IllegalArgumentException e) {
            return damagedBytes(content, other, random);
        }
        String base64 = Base64.getMimeEncoder().encodeToString(damagedBytes(der, other, random));
        return (text.substring(0, begin + 6) + base64 + text.substring(end)).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] damagedBytes(byte[] content, byte[] other, Random random) {
        byte[] bytes = content.clone();
        for (int i = random.nextInt(6); i >= 0 && bytes.length > 0; i--) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(bytes.length - at, 1 + random.nextInt(16));
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = EXTREMES[random.nextInt(EXTREMES.length)];
                case 2 -> bytes = splice(bytes, at, length, new byte[0]);
                case 3 -> bytes = splice(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
                case 4 -> {
                    if (other.length > 0) {
                        int from = random.nextInt(other.length);
                        int to = Math.min(other.length, from + 1 + random.nextInt(64));
                        bytes = splice(bytes, at, length, Arrays.copyOfRange(other, from, to));
                    }
                }
                default -> bytes = Arrays.copyOf(bytes, at);
            }
        }
        return bytes;
    }

    private static byte[] splice(byte[] bytes, int at, int removed, byte[] inserted) {
        byte[] result = Arrays.copyOf(bytes, bytes.length - removed + inserted.length);
        System.arraycopy(inserted, 0, result, at, inserted.length);
        System.arraycopy(bytes, at + removed, result, at + inserted.length, bytes.length - at - removed);
        return result;
    }
}
