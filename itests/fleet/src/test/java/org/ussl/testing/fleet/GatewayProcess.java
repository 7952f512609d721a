// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.fleet;

import io.nats.client.Options;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.ussl.store.file.internal.SealedFileStore;
import org.ussl.store.nats.internal.engine.Chores;
import org.ussl.store.nats.internal.sealing.Mark;
import org.ussl.store.nats.internal.sealing.MarkFolder;
import org.ussl.store.nats.internal.sealing.Marks;
import org.ussl.store.nats.internal.sealing.Party;
import org.ussl.store.nats.internal.sealing.SoftwareKeys;

/** A gateway with its disk in a JVM of its own, to be killed where it matters. */
final class GatewayProcess {
    static final String PASSPHRASE = "only a test's passphrase";

    /** Where it stops and waits to be killed. */
    enum Point {
        /** Nowhere. */
        NEVER,
        /** The delivery is noted as begun, and nothing of it is in the store. */
        BEGUN,
        /** The new version is in use, and the delivery not noted as taken. */
        COMMITTED,
        /** The delivery is noted as taken, and not reported. */
        TAKEN
    }

    private GatewayProcess() {}

    /**
     * Arguments: the gateway's folder, its operator's card, the point, URLs. Keys are in the folder, in {@code keys}.
     */
    public static void main(String[] args) throws Exception {
        Place place = new Place(Path.of(args[0]));
        Party operator = Party.parse(args[1]);
        Point point = Point.valueOf(args[2]);
        SoftwareKeys keys =
                SoftwareKeys.load(Files.readAllBytes(place.root().resolve("keys")), PASSPHRASE.toCharArray());
        SealedFileStore store = place.store();
        if (point == Point.COMMITTED) {
            store.subscribe(profile -> hang(point));
        }
        SimulatedGateway gateway = new SimulatedGateway(
                Fleet.NAME,
                keys,
                () -> List.of(operator),
                store,
                new HangingMarks(place.marks(), point),
                place.reports(),
                Fleet.PRESENCE,
                Chores::threads);
        gateway.connect(() -> new Options.Builder().servers(args[3].split(",")));
        System.out.println(Point.NEVER);
        // Ends with the test that started it, however that ends.
        System.exit(System.in.read());
    }

    /** Each delivery is remembered twice: as begun, and as taken, by its number. */
    private record HangingMarks(MarkFolder folder, Point point) implements Marks {
        @Override
        public Mark last(String profile) throws IOException {
            return folder.last(profile);
        }

        @Override
        public void remember(String profile, Mark mark) throws IOException {
            boolean taken = mark.number() > folder.last(profile).number();
            folder.remember(profile, mark);
            if (point == (taken ? Point.TAKEN : Point.BEGUN)) {
                hang(point);
            }
        }
    }

    private static void hang(Point point) {
        System.out.println(point);
        while (true) {
            LockSupport.park();
        }
    }

    /** Starts one. */
    static Process start(Path folder, Party operator, Point point, String... urls) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                GatewayProcess.class.getName(),
                folder.toString(),
                operator.card(),
                point.name(),
                String.join(",", urls)));
        return new ProcessBuilder(command)
                .redirectError(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    /** Waits until it says that it is at a point; its end is an end of the waiting, too. */
    static void awaitPoint(Process process, Path folder, Point point) throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.equals(point.name())) {
                return;
            }
        }
        throw new IOException(
                "the gateway has ended before it was " + point + ": " + Files.readString(folder.resolve("log")));
    }
}
