// SPDX-License-Identifier: Apache-2.0
package org.ussl.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.testing.engine.NatsServer;

/** {@code ./gateway fleet} of the distribution; with Debian's nats-server where a server is needed. */
@Timeout(300)
class PackagedFleetIT {

    private static final Path SCRIPT = PackagedGateway.HOME.resolve("gateway");

    @TempDir
    Path work;

    @Test
    void tellsWhatItCanDo() throws Exception {
        assertThat(fleet(0, "--help")).contains("push", "rollback", "Exit status");
        assertThat(fleet(2, "pull")).contains("pull", "--help");
    }

    @Test
    void makesAnOperatorAndListsHisFleet() throws Exception {
        assumeTrue(NatsServer.isInstalled(), "Debian's package nats-server");
        Path passphrase = Files.writeString(work.resolve("passphrase"), "correct horse\n");
        try (NatsServer server = NatsServer.start(Files.createDirectories(work.resolve("nats")))) {
            String home = "--home=" + work.resolve("alice");
            String secret = "--passphrase-file=" + passphrase;
            assertThat(fleet(0, "init", "--name=alice", "--fleet=plant", "--server=" + server.url(), home, secret))
                    .contains("ussl-party-1 alice ");
            assertThat(fleet(0, "list", home)).contains("no gateway is enrolled yet");
            assertThat(fleet(1, "init", "--name=alice", "--fleet=plant", "--server=" + server.url(), home, secret))
                    .contains("nothing was changed");
        }
    }

    private String fleet(int status, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString(), "fleet"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isEqualTo(status);
        return output;
    }
}
