// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.testing.pki.Authority;

/** What Karaf's shell offers behind our commands; asked by {@link Completing} inside of it, as the console does. */
@Timeout(600)
@EnabledForJreRange(max = JRE.JAVA_21, disabledReason = "Karaf 4.4.10 wants a security manager, which Java 24 removed")
class CompletionInKarafIT {
    @TempDir
    Path folder;

    @Test
    void commandsCompleteTheProfilesThatAreThere() throws Exception {
        Path home = Karaf.unpack(folder);
        Karaf.isolate(home);
        Karaf.anyFtpPort(home);
        try (Karaf karaf = Karaf.start(home)) {
            karaf.runs("kar:install " + Release.kar().toUri());
            karaf.runs("feature:install ussl-gateway");
            assertThat(FtpLogin.of(karaf)
                            .upload(
                                    "/flash/cert/line-3/ca.pem",
                                    Authority.create("CN=Plant CA").pem()))
                    .startsWith("226 line-3: committed revision 1");
            Patience.untilAsserted(
                    () -> assertThat(karaf.run("ussl:show line-3")).contains("CN=Plant CA"));

            karaf.runs("feature:install ussl-fleet-operator");
            Patience.untilAsserted(() -> assertThat(karaf.run("fleet:push --help"))
                    .contains("Delivers files of a profile", "fleet push default --to gw-1"));
            assertThat(karaf.run("fleet:list --home " + folder.resolve("nobody")))
                    .contains("is no operator's folder; make one with: fleet init --help");

            karaf.runs("bundle:install -s " + completing().toUri());

            assertThat(home.resolve("completed"))
                    .content()
                    .contains(
                            "ussl:show line-3\n",
                            "ussl:history line-3\n",
                            "ussl:upload line-3\n",
                            "ussl:csr line-3\n",
                            "fleet:push --stages\n");
        }
    }

    private Path completing() throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        attributes.putValue("Bundle-SymbolicName", "completing");
        attributes.putValue("Bundle-Activator", Completing.class.getName());
        attributes.putValue("Import-Package", "org.apache.karaf.shell.api.console,org.osgi.framework");
        Path bundle = folder.resolve("completing.jar");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(bundle), manifest);
                InputStream code = Completing.code()) {
            jar.putNextEntry(new ZipEntry(Completing.class.getName().replace('.', '/') + ".class"));
            code.transferTo(jar);
        }
        return bundle;
    }
}
