// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.KeyValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.ussl.fleet.internal.Stage.Run;

/** With Debian's nats-server; skipped without it. */
class FleetToolTest extends Stage {

    @Test
    void enrolsListsAndPushes() throws Exception {
        List<SimulatedGateway> two = enrolled(2);
        two.forEach(this::start);

        Run push = fleet("alice", "push", "default", "--to", "all", file("one"));
        Run list = fleet("alice", "list");
        Run status = fleet("alice", "status", "gw-0");

        assertThat(push.status()).as(push.all()).isZero();
        assertThat(push.out()).contains("done: stage 1/1: 2 of 2 applied");
        assertThat(two).allSatisfy(each -> assertThat(each.versions()).containsExactly("one"));
        assertThat(list.out().lines()).hasSize(3).allMatch(line -> line.length() <= 80);
        assertThat(status.out()).contains("in use");
    }

    @Test
    void stopsAtItsLimit() throws Exception {
        List<SimulatedGateway> ten = enrolled(10);
        ten.forEach(this::start);
        fleet("alice", "push", "default", "--to", "all", file("one"));

        Run push = fleet(
                "alice", "push", "default", "--to", "all", "--stages", "20%,100%", "--pause", "0s", file("garbage"));

        assertThat(push.status()).as(push.all()).isEqualTo(FleetTool.STOPPED);
        assertThat(push.out()).contains("refused", "no certificate in it", "stopped: ");
        Run status = fleet("alice", "status", push.rollOut(), "--json");
        assertThat(status.out()).contains("\"state\":\"stopped\"").contains("\"state\":\"later\"");
        assertThat(status.out().split("\"state\":\"later\""))
                .as("none of the second stage")
                .hasSize(9);
    }

    @Test
    void takesAWholeFleetBack() throws Exception {
        List<SimulatedGateway> three = enrolled(3);
        three.forEach(this::start);
        fleet("alice", "push", "default", "--to", "all", file("one"));
        Run push = fleet("alice", "push", "default", "--to", "all", file("two"));

        Run back = fleet("alice", "rollback", push.rollOut());

        assertThat(back.status()).as(back.all()).isZero();
        assertThat(three).allSatisfy(each -> assertThat(each.versions()).containsExactly("one", "two", "one"));
    }

    @Test
    void killedToolIsCarriedOnByAnotherOperator() throws Exception {
        secondOperator("bob");
        List<SimulatedGateway> ten = enrolled(10);
        // Nobody answers yet, so the tool is in its first stage for certain when it is killed.
        Path log = folder.resolve("tool.log");
        Process tool = new ProcessBuilder(program(
                        "alice",
                        "push",
                        "default",
                        "--to=all",
                        "--stages=10%,50%,100%",
                        "--pause=0s",
                        "--patience=1h",
                        file("one")))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        while (!Files.readString(log).contains("stage 1/3") && tool.isAlive()) {
            tool.waitFor(20, TimeUnit.MILLISECONDS);
        }
        tool.destroyForcibly().waitFor();
        String name = new Run(0, Files.readString(log), "").rollOut();
        ten.forEach(this::start);

        Run rest = fleet("bob", "continue", name);

        assertThat(rest.status()).as(rest.all()).isZero();
        assertThat(ten).allSatisfy(each -> assertThat(each.versions()).containsExactly("one"));
        assertThat(fleet("alice", "status").out()).contains("done", "10/10");
    }

    @Test
    void twoOperatorsAtOnceOverwriteNothingUnseen() throws Exception {
        secondOperator("bob");
        List<SimulatedGateway> five = enrolled(5);
        five.forEach(this::start);
        Run[] runs = new Run[2];
        Thread other = new Thread(() -> runs[1] = fleet("bob", "push", "default", "--to", "all", file("bobs")));
        other.start();
        runs[0] = fleet("alice", "push", "default", "--to", "all", file("alices"));
        other.join();

        for (Run run : runs) {
            if (run.status() != FleetTool.DONE) {
                assertThat(run.status()).as(run.all()).isEqualTo(FleetTool.STOPPED);
                assertThat(run.out()).contains("overtaken");
            }
        }
        assertThat(five)
                .allSatisfy(each -> assertThat(each.versions()).isNotEmpty().doesNotHaveDuplicates());
    }

    @Test
    void revokedGatewayGetsNothing() throws Exception {
        List<SimulatedGateway> two = enrolled(2);
        fleet("alice", "revoke", "gw-0");
        two.forEach(this::start);

        Run push = fleet("alice", "push", "default", "--to", "all", file("one"));

        assertThat(push.status()).as(push.all()).isZero();
        assertThat(two.get(1).versions()).containsExactly("one");
        assertThat(two.get(0).versions()).isEmpty();
        try (Connection connection = connect()) {
            assertThat(connection.keyValue(FLEET).keys("to.gw-0.>")).isEmpty();
        }
        assertThat(fleet("alice", "push", "default", "--to", "gw-0", file("one"))
                        .err())
                .contains("revoked");
    }

    @Test
    void revokedInMidRollOutItIsLeftOut() throws Exception {
        List<SimulatedGateway> two = enrolled(2);
        start(two.get(0));
        // One gateway a stage; the first has refused, so it stands still before the second.
        Run push = fleet(
                "alice", "push", "default", "--to", "all", "--stages", "50%,100%", "--pause", "0s", file("garbage"));
        assertThat(push.status()).as(push.all()).isEqualTo(FleetTool.STOPPED);
        fleet("alice", "revoke", "gw-1");

        Run rest = fleet("alice", "continue", push.rollOut(), "--limit", "100%");

        assertThat(rest.out()).contains("1 revoked");
        try (Connection connection = connect()) {
            KeyValue bucket = connection.keyValue(FLEET);
            assertThat(bucket.keys("to.gw-1.>")).isEmpty();
            assertThat(bucket.keys("next.>")).as("nothing lies about").isEmpty();
        }
    }

    @Test
    void whatIsDeliveredInTheMomentOfARevocationDoesNotStay() throws Exception {
        secondOperator("bob");
        enrolled(1);
        try (Barrier barrier = new Barrier(serverPort(), "PUB $KV." + FLEET + ".to.", 1)) {
            Path settings = folder.resolve("home-alice").resolve("fleet.properties");
            Files.writeString(settings, Files.readString(settings).replace(serverUrl(), barrier.url()));
            Running push = new Running("alice", "push", "default", "--to=all", "--patience=1h", file("one"));
            barrier.awaitReached();

            Run revoke = fleet("bob", "revoke", "gw-0");
            barrier.open();

            assertThat(revoke.status()).as(revoke.all()).isZero();
            assertThat(push.end().out()).contains("1 revoked");
        }
        try (Connection connection = connect()) {
            assertThat(connection.keyValue(FLEET).keys("to.>")).isEmpty();
        }
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        assertThat(fleet("alice", "push", "default", "--to", "all", file("one")).err())
                .contains("fleet list");
        assertThat(fleet("nobody", "list").err()).contains("fleet init --help");
        assertThat(fleet("alice", "push", "default", "--to", "all", "--stages", "50%", file("one"))
                        .status())
                .isEqualTo(FleetTool.WRONG);
        assertThat(fleet("alice", "status", "nonsense").status()).isEqualTo(FleetTool.FAILED);
        Files.writeString(folder.resolve("passphrase"), "another one\n");
        assertThat(fleet("alice", "list").err()).contains("passphrase");
    }

    @Test
    void everyCommandHasHelpWithAnExample() {
        for (String command :
                List.of("init", "trust", "enrol", "list", "push", "status", "continue", "stop", "rollback", "revoke")) {
            Run help = fleet("alice", command, "--help");
            assertThat(help.status()).isZero();
            assertThat(help.out()).contains("Example", "  fleet " + command).doesNotContain("null");
            assertThat(help.out().lines()).as(command).allMatch(line -> line.length() <= 80);
        }
    }
}
