// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ussl.testing.pki.Identity;

/** A server that staples what it is told to: OpenSSL's (Debian package openssl). */
final class StaplingServer {
    private static final Path OPENSSL = Path.of("/usr/bin/openssl");
    private static final Pattern ACCEPT = Pattern.compile("ACCEPT .*:(\\d+)");

    private StaplingServer() {}

    /** Leaves the test undone where there is no OpenSSL. */
    static void assumeInstalled() {
        assumeTrue(Files.isExecutable(OPENSSL), "openssl is not installed");
    }

    /**
     * Starts one, which ends with the rig. It gives back each line the other way round.
     *
     * @param folder for its files
     * @param answer the OCSP response; {@code null} for none
     */
    static InetSocketAddress start(TlsRig rig, Path folder, Identity identity, byte[] answer) throws IOException {
        Path certificate = Files.write(folder.resolve("cert.pem"), identity.chainPem());
        Path key = Files.write(folder.resolve("key.pem"), identity.keyPem());
        List<String> command =
                new ArrayList<>(List.of(OPENSSL.toString(), "s_server", "-rev", "-accept", "127.0.0.1:0"));
        command.addAll(List.of("-cert", certificate.toString(), "-key", key.toString()));
        if (answer != null) {
            Path status = Files.write(folder.resolve("status.der"), answer);
            command.addAll(List.of("-status_file", status.toString()));
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        rig.closeLater(() -> process.destroyForcibly().waitFor());
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher accept = ACCEPT.matcher(line);
            if (accept.matches()) {
                // What it writes later must not fill the pipe.
                TlsRig.start("openssl-output", () -> output.transferTo(Writer.nullWriter()));
                return new InetSocketAddress("localhost", Integer.parseInt(accept.group(1)));
            }
        }
        throw new IOException("openssl s_server did not start");
    }
}
