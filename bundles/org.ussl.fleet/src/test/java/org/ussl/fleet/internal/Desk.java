// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.ussl.store.nats.internal.sealing.SoftwareKeys;
import org.ussl.testing.engine.NatsServer;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/** A folder with what a server and an operator need to know each other, and the operator at work. */
final class Desk {

    static final String FLEET = "plant";
    private static final String PASSPHRASE = "correct horse";

    final Path folder;
    final Authority ca = Authority.create("CN=Plant CA");

    /** What a command printed, and how it ended. */
    record Run(int status, String text) {}

    Desk(Path folder) throws Exception {
        this.folder = folder;
        Identity server = ca.issue(Certificate.named("CN=nats").dns("localhost"));
        Files.write(folder.resolve("server.pem"), server.chainPem());
        Files.write(folder.resolve("server.key"), server.keyPem());
        Files.write(folder.resolve("ca.pem"), ca.pem());
        Files.writeString(folder.resolve("passphrase"), PASSPHRASE + "\n");
    }

    /** A server with some lines of configuration. */
    NatsServer server(String... lines) throws Exception {
        Path file = Files.write(folder.resolve("nats.conf"), List.of(lines));
        return NatsServer.start(folder, "-c", file.toString());
    }

    /** A file that only its owner reads. */
    Path secret(String name, String content) throws Exception {
        return Files.setPosixFilePermissions(
                Files.writeString(folder.resolve(name), content), PosixFilePermissions.fromString("rw-------"));
    }

    /** An operator's folder with these lines of settings, without asking any server. */
    void settings(String... lines) throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("fleet = " + FLEET);
        all.add("passphrase = " + folder.resolve("passphrase"));
        SoftwareKeys keys = SoftwareKeys.generate("alice");
        Files.write(home.resolve("fleet.properties"), all);
        Files.writeString(home.resolve("operators"), keys.party().card() + "\n");
        Path file = Files.write(home.resolve("operator.pem"), keys.save(PASSPHRASE.toCharArray()));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    Run fleet(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        if (all.stream().noneMatch(word -> word.startsWith("--home"))) {
            all.add("--home=" + folder.resolve("home"));
        }
        StringWriter out = new StringWriter();
        PrintWriter both = new PrintWriter(out, true);
        int status = FleetTool.run(both, both, all.toArray(String[]::new));
        return new Run(status, out.toString());
    }
}
