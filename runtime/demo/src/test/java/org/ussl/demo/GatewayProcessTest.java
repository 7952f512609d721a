// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayProcessTest {
    private static final Pattern PID = Pattern.compile("gateway (\\d+)\\R");

    @TempDir
    Path folder;

    @Test
    void endsWithADemoThatIsKilled() throws Exception {
        Process demo = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        place(GatewayProcessTest.class) + File.pathSeparator + place(GatewayProcess.class),
                        Killed.class.getName(),
                        script().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = demo.inputReader()) {
            ProcessHandle gateway =
                    ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
            demo.destroyForcibly();

            gateway.onExit().get(60, TimeUnit.SECONDS);
        } finally {
            demo.destroyForcibly();
        }
    }

    @Test
    void stopsWhenItIsToldTo() throws Exception {
        try (GatewayProcess gateway = new GatewayProcess(script(), folder, folder, folder)) {
            gateway.await(0, PID, Duration.ofSeconds(60));

            assertThat(gateway.stop(Duration.ofSeconds(60))).as("by SIGTERM").isEqualTo(143);
        }
    }

    private static Path place(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** Something that would run for ever, and says its number. */
    private Path script() throws Exception {
        Path script = Files.writeString(folder.resolve("gateway"), "#!/bin/sh\necho gateway $$\nexec sleep 100000\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    /** A demo that is killed. */
    static final class Killed {
        private Killed() {}

        public static void main(String[] arguments) throws Exception {
            Path script = Path.of(arguments[0]);
            try (GatewayProcess gateway =
                    new GatewayProcess(script, script.getParent(), script.getParent(), script.getParent())) {
                System.out.println(gateway.await(0, PID, Duration.ofSeconds(60)).group(1));
                new CountDownLatch(1).await();
            }
        }
    }
}
