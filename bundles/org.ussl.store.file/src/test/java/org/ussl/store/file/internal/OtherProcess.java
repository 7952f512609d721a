// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialVersion;

/** A store in a JVM of its own, to be locked out, or to be killed. */
final class OtherProcess {

    private OtherProcess() {}

    /**
     * {@code open ROOT} opens and tells what it found. {@code commit ROOT A B REPORT} waits for a line, then commits
     * the saved materials in turn, writes each revision to the file REPORT and a dot to its output, until it is killed.
     * {@code churn} does the same with roll-backs between, and changes the master key every few revisions, at a start
     * and while it is open in turn.
     */
    public static void main(String[] args) throws Exception {
        Place place = new Place(Path.of(args[1]));
        if (args[0].equals("open")) {
            try (SealedFileStore store = place.open()) {
                System.out.println("opened " + store.profiles());
            } catch (CredentialStoreException e) {
                System.out.println(e.getMessage());
            }
            return;
        }
        List<Path> materials = List.of(Path.of(args[2]), Path.of(args[3]));
        CredentialUpdate warmUp = Material.load(materials.get(0));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready " + warmUp.trustAnchors().size());
        System.out.flush();
        if (in.readLine() == null) {
            return;
        }
        boolean churn = args[0].equals("churn");
        SealedFileStore store = churn ? place.openWithLatestKey() : place.open();
        try (FileChannel report =
                FileChannel.open(Path.of(args[4]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (true) {
                long next = store.current("default")
                                .map(CredentialVersion::revision)
                                .orElse(0L)
                        + 1;
                if (churn && next % 8 == 0) {
                    store.close();
                    place.makeNextKey();
                    store = place.openWithLatestKey();
                } else if (churn && next % 4 == 0) {
                    place.makeNextKey();
                    place.changeToLatestKey(store);
                }
                // Back to the version before the last one, which has the same material as the next would have.
                CredentialVersion version = churn && next > 2 && next % 3 == 0
                        ? store.rollback("default", next - 2)
                        : store.commit("default", Material.load(materials.get((int) (next % 2))));
                report.write(ByteBuffer.allocate(Long.BYTES).putLong(0, version.revision()), 0);
                System.out.print('.');
                System.out.flush();
            }
        }
    }

    static Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcess.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** What another process says when it opens a store. */
    static String open(Place place) throws IOException {
        Process process = start("open", place.root().toString());
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            return String.join("\n", out.lines().toList());
        } finally {
            process.destroyForcibly();
        }
    }
}
