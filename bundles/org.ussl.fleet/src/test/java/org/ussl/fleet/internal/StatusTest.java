// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ussl.store.nats.internal.engine.BucketKeys;
import org.ussl.store.nats.internal.sealing.Presence;

/** What an operator sees of his gateways. With Debian's nats-server; skipped without it. */
class StatusTest extends Stage {

    @Test
    void tellsWhatIsAppliedWhatWasRefusedAndSinceWhenOneIsAway() throws Exception {
        List<SimulatedGateway> three = enrolled(3);
        three.subList(0, 2).forEach(this::start);
        Instant last = Instant.now().minus(Duration.ofHours(3));
        String then = When.of(last);
        try (Connection connection = connect()) {
            Presence presence = new Presence(FLEET, three.get(2).party(), last, "1.2.3", "engine");
            connection
                    .keyValue(FLEET)
                    .put(BucketKeys.seen("gw-2"), presence.sign(three.get(2).keys()));
        }
        Path folder = Path.of(file("one")).getParent().resolveSibling("each");
        for (String name : List.of("gw-0", "gw-1", "gw-2")) {
            Files.writeString(
                    Files.createDirectories(folder.resolve(name)).resolve("ca.pem"),
                    name.equals("gw-1") ? "garbage" : "one");
        }

        Run push = fleet("alice", "push", "default", "--to", "all", "--limit", "100%", folder.toString());

        String status = fleet("alice", "status", push.rollOut()).out();
        assertThat(status.lines().filter(line -> line.startsWith("gw-")))
                .as(status)
                .hasSize(3)
                .satisfiesExactly(
                        line -> assertThat(line).matches("gw-0 +applied +1 .*"),
                        line -> assertThat(line).matches("gw-1 +refused .*"),
                        line -> assertThat(line).contains("offline").contains(then.substring(0, 10)));
        assertThat(status.replaceAll("\\s+", " ")).contains("ca.pem: no certificate in it", "offline since " + then);
        assertThat(fleet("alice", "status", "gw-0").out()).contains("gw-0  enrolled  there  last seen ");
        assertThat(fleet("alice", "status", "gw-2").out()).contains("gw-2  enrolled  offline since " + then);
        assertThat(fleet("alice", "status", "gw-2", "--json").out()).contains("\"away\":\"offline since " + then);
    }

    @Test
    void oneThatWasNeverThereIsSaidToBeSo() throws Exception {
        enrolled(1);

        assertThat(fleet("alice", "status", "gw-0").out()).contains("never there yet");
    }

    @Test
    void atATerminalThereIsABarThatIsPrintedOver() throws Exception {
        enrolled(2).forEach(this::start);
        StringWriter screen = new StringWriter();
        PrintWriter out = new PrintWriter(screen, true);
        Seat terminal = new Seat(out, out, question -> Optional.empty(), true, folder);

        int status = FleetTool.run(
                terminal,
                "push",
                "default",
                "--to=all",
                "--home=home-alice",
                "--passphrase-file=passphrase",
                file("one"));

        String all = screen.toString();
        assertThat(status).as(all).isZero();
        String bar = all.substring(all.indexOf('\r'), all.lastIndexOf("done: "));
        assertThat(bar)
                .startsWith("\r[....................] stage 0/1: 0 of 2 applied")
                .contains("\r[####################] stage 1/1: 2 of 2 applied")
                .endsWith(System.lineSeparator());
        assertThat(bar.stripTrailing().substring(1).split("\r", -1)).allMatch(line -> line.startsWith("["));
    }

    @Test
    void withoutOneThereIsALineForEachChange() throws Exception {
        enrolled(1).forEach(this::start);

        Run push = fleet("alice", "push", "default", "--to", "all", file("one"));

        assertThat(push.out()).doesNotContain("\r", "[").contains("stage 1/1: 1 of 1 applied");
    }
}
