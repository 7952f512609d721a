// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.KeyValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** kill -9 of the tool at what it writes next. With Debian's nats-server; skipped without it. */
class ToolKillTest extends Stage {

    private static final int GATEWAYS = 4;

    private List<SimulatedGateway> all;

    /** Pushes as a process that is killed when it is about to write for the n-th time where the key begins so. */
    private String killed(String key, int count) throws Exception {
        secondOperator("bob");
        all = enrolled(GATEWAYS);
        all.forEach(this::start);
        Path log = folder.resolve("tool.log");
        try (Barrier barrier = new Barrier(serverPort(), "PUB $KV." + FLEET + "." + key, count)) {
            Path settings = folder.resolve("home-alice").resolve("fleet.properties");
            String direct = Files.readString(settings);
            Files.writeString(settings, direct.replace(serverUrl(), barrier.url()));
            Process tool = new ProcessBuilder(program(
                            "alice", "push", "default", "--to=all", "--stages=50%,100%", "--pause=0s", file("one")))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                assertThat(barrier.awaitReached(tool)).as(Files.readString(log)).isTrue();
            } finally {
                tool.destroyForcibly().waitFor();
            }
            Files.writeString(settings, direct);
        }
        return new Run(0, Files.readString(log), "").rollOut();
    }

    private List<String> keys(String pattern) throws Exception {
        try (Connection connection = connect()) {
            KeyValue bucket = connection.keyValue(FLEET);
            return bucket.keys(pattern);
        }
    }

    /** Nothing of it at all, some and all of what was sealed; but never the plan's targets. */
    @ParameterizedTest
    @CsvSource({"plan., 1, 0", "next., 3, 2", "plan., 2, 4"})
    void killedWhileItSealsItHasDeliveredNothingAndIsPushedAgain(String key, int count, int left) throws Exception {
        String name = killed(key, count);
        assertThat(keys("to.>")).isEmpty();
        assertThat(keys("next.>")).hasSize(left);

        Run rest = fleet("bob", "continue", name);
        assertThat(rest.status()).as(rest.all()).isEqualTo(FleetTool.FAILED);
        if (keys("plan.>").isEmpty()) {
            assertThat(rest.err()).contains("there is no such roll-out");
        } else {
            assertThat(rest.err()).contains("push again", "fleet stop " + name);
            Run stop = fleet("bob", "stop", name);
            assertThat(stop.status()).as(stop.all()).isZero();
            assertThat(fleet("bob", "status", name).out()).contains("nothing was delivered");
        }
        assertThat(keys("next.>")).as("what was left lying about").isEmpty();

        Run again = fleet("bob", "push", "default", "--to", "all", file("one"));
        assertThat(again.status()).as(again.all()).isZero();
        assertThat(all).allSatisfy(each -> assertThat(each.versions()).containsExactly("one"));
        assertThat(keys("next.>")).isEmpty();
    }

    /** In the first stage, between both, in the second one, and when only the end is to be noted. */
    @ParameterizedTest
    @CsvSource({"to., 1", "plan., 4", "to., 4", "plan., 6"})
    void killedWhileItMovesValuesItIsContinuedByAnotherOperator(String key, int count) throws Exception {
        String name = killed(key, count);
        // All that was sealed may be moved by whoever goes on.
        assertThat(keys("next.>")).hasSize(GATEWAYS);

        Run rest = fleet("bob", "continue", name);

        assertThat(rest.status()).as(rest.all()).isZero();
        assertThat(all).allSatisfy(each -> assertThat(each.versions()).containsExactly("one"));
        assertThat(keys("to.>")).hasSize(GATEWAYS);
        assertThat(keys("next.>")).isEmpty();
        assertThat(fleet("alice", "status").out()).contains(name, "done");
    }
}
