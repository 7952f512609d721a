// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValueStatus;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.ussl.store.nats.internal.sealing.Party;

/** With Debian's nats-server, and script of bsdutils for a terminal; skipped without them. */
class InitCommandTest extends Stage {

    private static final Path SCRIPT = Path.of("/usr/bin/script");
    private static final String SECRET = "correct horse battery";

    @Test
    void enrolsInTheSameCommandAndPrintsTheCardAlone() throws Exception {
        List<String> words = init("bob", "works");
        words.addAll(List.of("--enrol", card("gw-1"), "--enrol", card("gw-2"), "--group", "line-3"));

        Run init = fleet("bob", words.toArray(String[]::new));

        assertThat(init.status()).as(init.all()).isZero();
        assertThat(init.out().lines()).hasSize(1);
        assertThat(Party.parse(init.out()).name()).isEqualTo("bob");
        assertThat(init.err()).contains("enrolled gw-1", "enrolled gw-2");
        assertThat(fleet("bob", "list").out()).contains("gw-1", "gw-2", "line-3");
    }

    /** nats-server 2.9.10 does not let it be changed. */
    @Test
    void letsABucketRingThatSomethingElseHasMadeOrSaysThatItDoesNot() throws Exception {
        try (Connection connection = Nats.connect(server.url())) {
            connection
                    .keyValueManagement()
                    .create(KeyValueConfiguration.builder("works")
                            .maxHistoryPerKey(3)
                            .build());

            Run init = fleet("bob", init("bob", "works").toArray(String[]::new));

            assertThat(init.status()).as(init.all()).isZero();
            KeyValueStatus bucket = connection.keyValueManagement().getStatus("works");
            assertThat(bucket.getMaxHistoryPerKey()).isEqualTo(3);
            if (bucket.getRepublish() == null) {
                assertThat(init.err()).contains("the bucket works", "does not ring", "when they look");
            } else {
                assertThat(bucket.getRepublish().getSource()).isEqualTo("$KV.works.to.>");
            }
        }
    }

    @Test
    void makesNothingWhenACardIsNone() throws Exception {
        Path none = Files.writeString(folder.resolve("none.card"), "no card\n");
        List<String> words = init("bob", "works");
        words.addAll(List.of("--enrol", none.toString()));

        Run init = fleet("bob", words.toArray(String[]::new));

        assertThat(init.status()).isEqualTo(FleetTool.FAILED);
        assertThat(init.err()).contains(none.toString());
        assertThat(folder.resolve("home-bob")).doesNotExist();
    }

    @Test
    void anOperatorIsMadeEvenIfAGatewayCannotBeEnrolled() throws Exception {
        fleet("alice", "enrol", card("gw-1"));
        List<String> words = init("bob", FLEET);
        words.addAll(List.of("--enrol", card("gw-1")));

        Run init = fleet("bob", words.toArray(String[]::new));

        assertThat(init.status()).isEqualTo(FleetTool.FAILED);
        assertThat(Party.parse(init.out()).name()).isEqualTo("bob");
        assertThat(init.err()).contains("the operator is made");
    }

    @Test
    void asksAtTheTerminalAlsoWhenTheCardGoesToAFile() throws Exception {
        assumeTrue(Files.isExecutable(SCRIPT), "Debian's package bsdutils");
        List<String> program = program("bob", init("bob", "works").toArray(String[]::new)).stream()
                .filter(word -> !word.startsWith("--passphrase-file"))
                .toList();
        Path card = folder.resolve("bob.card");
        ProcessBuilder builder = new ProcessBuilder(
                        SCRIPT.toString(),
                        "-q",
                        "-e",
                        "-E",
                        "always",
                        "-c",
                        program.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" ")) + " >" + card,
                        "/dev/null")
                .redirectErrorStream(true);
        builder.environment().remove(Passphrase.VARIABLE);
        Process process = builder.start();
        try (InputStream shown = process.getInputStream();
                OutputStream keyboard = process.getOutputStream()) {
            StringBuilder screen = new StringBuilder();
            for (String question : List.of("8 characters or more): ", "Once more: ")) {
                await(shown, screen, question);
                keyboard.write((SECRET + "\n").getBytes(StandardCharsets.US_ASCII));
                keyboard.flush();
            }
            screen.append(new String(shown.readAllBytes(), StandardCharsets.UTF_8));

            assertThat(process.waitFor()).as(screen.toString()).isZero();
            assertThat(screen.toString()).contains("is made").doesNotContain("horse");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertThat(Party.parse(Files.readString(card)).name()).isEqualTo("bob");
        Files.writeString(folder.resolve("passphrase"), SECRET + "\n");
        assertThat(fleet("bob", "list").status()).isZero();
    }

    private static void await(InputStream shown, StringBuilder screen, String wanted) throws Exception {
        while (!screen.toString().endsWith(wanted)) {
            int next = shown.read();
            assertThat(next).as("a question after: " + screen).isNotNegative();
            screen.append((char) next);
        }
    }

    private List<String> init(String name, String fleet) {
        return new ArrayList<>(List.of("init", "--name", name, "--fleet", fleet, "--server", server.url()));
    }

    private String card(String name) throws Exception {
        return gateway(name).card(folder).toString();
    }
}
