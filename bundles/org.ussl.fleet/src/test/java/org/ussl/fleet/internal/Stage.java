// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.utils.json.JSONWriter;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.ussl.credential.CredentialPart;
import org.ussl.store.nats.internal.engine.FleetFeed;
import org.ussl.store.nats.internal.sealing.Party;
import org.ussl.testing.engine.NatsServer;
import picocli.CommandLine;

/** A server, operators and gateways for tests of the tool. */
abstract class Stage {

    static final String FLEET = "plant";

    private static final long PATIENCE_SECONDS = 120;

    private static final Pattern ROLL_OUT = Pattern.compile("roll-out (\\S+):");

    @TempDir
    Path folder;

    private final List<SimulatedGateway> gateways = new ArrayList<>();
    private final List<Party> operators = new ArrayList<>();
    NatsServer server;

    /** What a command printed, and how it ended. */
    record Run(int status, String out, String err) {

        String rollOut() {
            Matcher matcher = ROLL_OUT.matcher(out);
            assertThat(matcher.find()).as(all()).isTrue();
            return matcher.group(1);
        }

        String all() {
            return out + err;
        }
    }

    @BeforeEach
    void start() throws Exception {
        assumeTrue(NatsServer.isInstalled(), "Debian's package nats-server");
        server = NatsServer.start(Files.createDirectories(folder.resolve("nats")));
        Files.writeString(folder.resolve("passphrase"), "correct horse\n");
        operator("alice");
    }

    @AfterEach
    void stop() throws Exception {
        gateways.forEach(SimulatedGateway::close);
        if (server != null) {
            server.close();
        }
    }

    String serverUrl() {
        return server.url();
    }

    int serverPort() {
        return server.port();
    }

    void start(SimulatedGateway gateway) {
        gateway.start(server.url());
    }

    List<SimulatedGateway> enrolled(int count) throws Exception {
        List<String> words = new ArrayList<>(List.of("enrol"));
        List<SimulatedGateway> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SimulatedGateway gateway = gateway("gw-" + i);
            all.add(gateway);
            words.add(gateway.card(folder).toString());
        }
        Run run = fleet("alice", words.toArray(String[]::new));
        assertThat(run.status).as(run.err).isZero();
        return all;
    }

    SimulatedGateway gateway(String name) throws Exception {
        SimulatedGateway gateway = new SimulatedGateway(FLEET, name, folder, operators);
        gateways.add(gateway);
        return gateway;
    }

    void operator(String name) throws Exception {
        Run run = fleet(name, "init", "--name", name, "--fleet", FLEET, "--server", server.url());
        assertThat(run.status).as(run.err).isZero();
        Files.writeString(folder.resolve(name + ".card"), run.out);
        operators.add(Party.parse(run.out));
    }

    /** Two who believe each other. */
    void secondOperator(String name) throws Exception {
        operator(name);
        fleet("alice", "trust", folder.resolve(name + ".card").toString());
        fleet(name, "trust", folder.resolve("alice.card").toString());
    }

    String file(String content) {
        try {
            Path file =
                    Files.createDirectories(folder.resolve("upload-" + content)).resolve("ca.pem");
            return Files.writeString(file, content).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Connection connect() throws Exception {
        return Nats.connect(new Options.Builder()
                .server(server.url())
                .connectionTimeout(Duration.ofSeconds(60))
                .build());
    }

    private List<String> words(String operator, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--home=" + folder.resolve("home-" + operator));
        all.add("--passphrase-file=" + folder.resolve("passphrase"));
        return all;
    }

    Run fleet(String operator, String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = FleetTool.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                words(operator, words).toArray(String[]::new));
        return new Run(status, out.toString(), err.toString());
    }

    /** The tool in a thread of its own, whose lines can be waited for. */
    final class Running {

        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final List<String> seen = new ArrayList<>();
        private final CompletableFuture<Integer> end = new CompletableFuture<>();
        private final Thread thread;

        Running(String operator, String... words) {
            thread = new Thread(() -> {
                PrintWriter both = new PrintWriter(new StringWriter(), true) {
                    @Override
                    public void println(String line) {
                        lines.add(line);
                    }
                };
                try {
                    end.complete(
                            FleetTool.run(both, both, words(operator, words).toArray(String[]::new)));
                } finally {
                    end.completeExceptionally(new IllegalStateException("it has not ended as a command does"));
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        /** The next line that has these words in it. */
        String await(String words) throws InterruptedException {
            while (true) {
                String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(line).as("%s, after %s", words, seen).isNotNull();
                seen.add(line);
                if (line.contains(words)) {
                    return line;
                }
            }
        }

        /** What Ctrl-C does in a shell. */
        void interrupt() {
            thread.interrupt();
        }

        /** Its end; what it has said until then is all there. */
        Run end() throws Exception {
            int status = end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            lines.drainTo(seen);
            return new Run(status, String.join("\n", seen), "");
        }
    }

    /** The tool as a process of its own. */
    List<String> program(String operator, String... words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(),
                "org.ussl.fleet.internal.FleetTool"));
        command.addAll(words(operator, words));
        return command;
    }

    private static String classPath() {
        return Stream.of(
                        FleetTool.class,
                        FleetFeed.class,
                        CredentialPart.class,
                        Nats.class,
                        CommandLine.class,
                        JSONWriter.class,
                        ASN1Sequence.class,
                        ContentInfo.class,
                        Logger.class)
                .map(each -> Path.of(URI.create(each.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString()))
                        .toString())
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }
}
