// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ussl.credential.CredentialPath;

/** A gateway and a folder with a credential in it, for programs of the system's that upload it. */
final class Operator implements AutoCloseable {

    record Outcome(int status, String output) {}

    final Gateway gateway;
    final Path upload;
    private final Path folder;

    Operator(Path folder) throws IOException {
        this(folder, Gateway.withUser(folder));
    }

    Operator(Path folder, Gateway gateway) throws IOException {
        this.folder = folder;
        this.gateway = gateway;
        upload = Files.createDirectories(folder.resolve("upload"));
        Files.writeString(upload.resolve("ca.pem"), "good");
        Files.writeString(upload.resolve("cert.pem"), "wait");
        Files.writeString(upload.resolve("private.key"), "good key");
    }

    static void assumeInstalled(String program) {
        boolean found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
        assumeTrue(found, program + " is not installed");
    }

    Outcome run(List<String> command) throws Exception {
        assumeInstalled(command.get(0));
        Path output = folder.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(upload.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        // No settings of whoever runs the tests, no terminal that is asked things.
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("TERM", "dumb");
        builder.environment()
                .keySet()
                .removeIf(name -> name.toLowerCase(java.util.Locale.ROOT).endsWith("_proxy"));
        Process process = builder.start();
        process.getOutputStream().close();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends in time").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
    }

    String url(String path) throws Exception {
        return "ftp://127.0.0.1:" + gateway.port() + path;
    }

    /** The same with user and password in it. */
    String loginUrl(String path) throws Exception {
        return "ftp://" + Gateway.USER + ":" + Gateway.PASSWORD.replace(" ", "%20") + "@127.0.0.1:" + gateway.port()
                + path;
    }

    List<CredentialPath> offered() {
        return gateway.recording.offers.stream()
                .map(RecordingIntake.Offer::path)
                .toList();
    }

    List<String> contents() {
        return gateway.recording.offers.stream()
                .map(offer -> new String(offer.content(), StandardCharsets.ISO_8859_1))
                .toList();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
