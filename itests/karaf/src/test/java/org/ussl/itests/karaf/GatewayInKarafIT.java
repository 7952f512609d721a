// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.testing.pki.Identity;

/** From a stock Karaf to a gateway and back, without a network: the KAR holds all that it takes. */
@Timeout(600)
@EnabledForJreRange(max = JRE.JAVA_21, disabledReason = "Karaf 4.4.10 wants a security manager, which Java 24 removed")
class GatewayInKarafIT {
    private static final String TELEMETRY = "org.ussl.example.telemetry";

    /** What the app says of a reading that was not acknowledged when its connection was closed. */
    private static final Pattern KEPT =
            Pattern.compile("reading (\\d+) is published again: .*; the message stays on disk for the next start");

    @TempDir
    Path folder;

    @Test
    void installsSwapsUpdatesUnderTrafficAndLeavesNothingBehind() throws Exception {
        Path home = Karaf.unpack(folder);
        Karaf.isolate(home);
        Karaf.anyFtpPort(home);
        try (Broker broker = new Broker();
                Karaf karaf = Karaf.start(home)) {
            List<String> stock = karaf.stock();

            karaf.runs("kar:install " + Release.kar().toUri());
            karaf.runs("feature:install ussl-gateway");
            FtpLogin login = FtpLogin.of(karaf);
            assertThat(login.upload("/flash/cert/ca.pem", broker.ca().pem()))
                    .startsWith("226 default: committed revision 1");
            Identity first = broker.identity();
            assertThat(login.renew(first)).startsWith("226 default: committed revision 2");

            karaf.runs("log:set DEBUG " + TELEMETRY);
            publish(home, broker);
            broker.awaitClient(first);
            broker.awaitReading();

            Identity second = broker.identity();
            assertThat(login.renew(second)).startsWith("226 default: committed revision 3");
            broker.awaitClient(second);
            broker.awaitReading();

            update(karaf, home, "0.1.1");
            broker.awaitClient(second);
            broker.awaitReading();
            Identity third = broker.identity();
            assertThat(login.again(karaf).renew(third))
                    .as("the operator's password and the versions outlive an update")
                    .startsWith("226 default: committed revision 4");
            broker.awaitClient(third);
            broker.awaitReading();

            int port = FtpLogin.port(karaf);
            Files.delete(home.resolve("deploy").resolve(TELEMETRY + ".jar"));
            Patience.await("app that is gone", () -> !karaf.bundles().toString().contains("telemetry"));
            List<Integer> kept = KEPT.matcher(karaf.log())
                    .results()
                    .map(match -> Integer.valueOf(match.group(1)))
                    .toList();
            karaf.runs("feature:uninstall ussl-gateway/0.1.1");
            Leftovers.awaitNone(karaf, stock, port);
            assertNothingLost(broker, kept);
        }
    }

    /** Puts an app into the deploy folder, and configures it and its connection. */
    private static void publish(Path home, Broker broker) throws IOException {
        Files.writeString(
                home.resolve("etc/org.ussl.mqtt-cloud.cfg"),
                "uri = ssl://localhost:" + broker.port()
                        + "\nprofile = default\nreconnectMinMillis = 50\nreconnectMaxMillis = 500\nbufferFolder = "
                        + home.resolve("ussl/mqtt") + "\n");
        Files.writeString(
                home.resolve("etc/" + TELEMETRY + ".cfg"),
                "periodMillis = 20\nmqtt.target = (mqtt.connection=cloud)\n");
        Path app = Release.checkout()
                .resolve("examples/" + TELEMETRY + "/target/" + TELEMETRY + "-" + Release.version() + ".jar");
        Path arriving = Files.copy(app, home.resolve(TELEMETRY + ".jar"));
        Files.move(arriving, home.resolve("deploy").resolve(TELEMETRY + ".jar"));
    }

    private void update(Karaf karaf, Path home, String version) throws Exception {
        karaf.runs("kar:install " + Release.next(version, folder).toUri());
        karaf.runs("feature:install --upgrade ussl-gateway/" + version);
        karaf.awaitOurs();
        assertThat(karaf.bundles().stream()
                        .filter(bundle -> bundle.contains("org.ussl.") && !bundle.contains(TELEMETRY))
                        .toList())
                .isNotEmpty()
                .allMatch(bundle -> bundle.contains(version), "has the new version");
        assertThat(home.resolve("etc/org.ussl.ftp.cfg")).content().endsWith("# by the operator\n");
    }

    /**
     * The app was started anew by the update, and counted from 1 again: each time all numbers have arrived, those
     * included that waited on disk during the update.
     */
    private static void assertNothingLost(Broker broker, List<Integer> kept) throws Exception {
        Patience.untilAsserted(() -> {
            List<List<Integer>> starts = broker.readings();
            assertThat(starts).as("the app's starts").hasSizeGreaterThan(1);
            assertThat(starts)
                    .allSatisfy(numbers -> assertThat(numbers)
                            .isEqualTo(IntStream.rangeClosed(1, numbers.size())
                                    .boxed()
                                    .toList()));
            assertThat(starts.subList(0, starts.size() - 1).stream().flatMap(List::stream))
                    .as("those that waited on disk")
                    .containsAll(kept);
        });
    }
}
