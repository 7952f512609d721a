// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.intake.internal.Corpus.Sample;

/**
 * What Jazzer calls with the inputs that it makes up ({@code bench/fuzz.sh}): the first byte says which part is
 * offered, the rest is the file. Nothing but a refusal may come of it, within a second and 64 MiB. The inputs that
 * found new ways through the intake are kept in {@code fuzz.corpus}, one in Base64 a line; {@link FuzzCorpusTest}
 * offers them in every build. Keys in them are test keys and pieces of such.
 */
public final class IntakeFuzz {
    private static final long MOST_BYTES = 64L << 20;
    private static final long MOST_NANOS = 1_000_000L * Long.getLong("ussl.fuzz.mostMillis", 1000);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final CredentialPart[] PARTS = CredentialPart.values();

    private IntakeFuzz() {}

    /** {@code unpack FOLDER} writes what to start with, {@code pack FOLDER FILE} what is to be kept. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[1]);
        if (args[0].equals("pack")) {
            List<String> lines = new ArrayList<>();
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    lines.add(Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
                }
            }
            lines.sort(null);
            Files.write(Path.of(args[2]), lines);
            return;
        }
        Files.createDirectories(folder);
        int number = 0;
        for (Sample sample : Corpus.make()) {
            byte[] content = sample.content();
            byte[] input = new byte[content.length + 1];
            input[0] = (byte) sample.part().ordinal();
            System.arraycopy(content, 0, input, 1, content.length);
            Files.write(folder.resolve("sample-" + number++), input);
        }
        for (byte[] input : kept()) {
            Files.write(folder.resolve("kept-" + number++), input);
        }
    }

    /** What earlier runs have found. */
    static List<byte[]> kept() throws IOException {
        try (InputStream in = IntakeFuzz.class.getResourceAsStream("fuzz.corpus")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .map(Base64.getDecoder()::decode)
                    .toList();
        }
    }

    /** Loads every class before anything is measured: Jazzer changes each as it is loaded, and that takes its part. */
    public static void fuzzerInitialize() throws Exception {
        for (Sample sample : Corpus.make()) {
            try {
                Desk.open().offer(sample.part(), sample.content());
            } catch (CredentialRejectedException e) {
                continue; // As most of them are.
            }
        }
    }

    /** One input. */
    public static void fuzzerTestOneInput(byte[] input) throws CredentialRejectedException {
        long nanos = THREADS.getCurrentThreadCpuTime();
        offer(input);
        nanos = THREADS.getCurrentThreadCpuTime() - nanos;
        if (nanos > MOST_NANOS) {
            throw new AssertionError("it took " + nanos / 1_000_000 + " ms of the processor");
        }
    }

    /** Offers it; how long it takes is no matter. */
    static void offer(byte[] input) throws CredentialRejectedException {
        if (input.length == 0) {
            return;
        }
        CredentialPart part = PARTS[(input[0] & 0xff) % PARTS.length];
        Desk desk = Desk.open();
        desk.offer(CredentialPart.CA, Desk.CA.pem());
        byte[] content = Arrays.copyOfRange(input, 1, input.length);
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        try {
            desk.desk.offer(new CredentialPath(Desk.PROFILE, part), content);
        } catch (CredentialRejectedException e) {
            if (e.isTemporary()) {
                throw new AssertionError("the gateway's fault", e);
            }
        }
        bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        if (bytes > MOST_BYTES) {
            throw new AssertionError(part + " of " + content.length + " bytes took " + bytes + " bytes of memory");
        }
    }
}
