// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The command: {@code demo [--seconds N | --fleet DIR --server URL] [--json]}. The start script checks the options and
 * explains them.
 */
public final class Demo {
    private Demo() {}

    /**
     * Runs the demo and exits with 0 if it passed.
     *
     * @param arguments the options
     */
    public static void main(String[] arguments) throws IOException {
        // The broker's own log would only get in between; what goes wrong shows in the figures.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
        List<String> options = List.of(arguments);
        int seconds = options.contains("--seconds") ? Integer.parseInt(value(options, "--seconds")) : 20;
        Report report = new Report(System.out, options.contains("--json"));
        Path folder = Files.createTempDirectory("ussl-demo-");
        if (options.contains("--fleet")) {
            System.exit(FleetDemo.run(report, folder, value(options, "--fleet"), value(options, "--server")));
        }
        Stage stage = new Stage(
                folder, Path.of(System.getProperty("ussl.gateway")), Path.of(System.getProperty("ussl.telemetry")));
        // Whatever ends the demo, Ctrl-C too, takes the gateway's process and the files along.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            stage.close();
                            delete(folder);
                        },
                        "demo-clean-up"));
        Outcome outcome = new Scenario(report, stage, Duration.ofSeconds(seconds)).play();
        report.outcome(outcome);
        System.exit(outcome.reason().isEmpty() ? 0 : 1);
    }

    private static String value(List<String> options, String name) {
        return options.get(options.indexOf(name) + 1);
    }

    /** Removes a folder with all that is in it. */
    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("demo: could not remove " + folder + ": " + e.getMessage());
        }
    }
}
