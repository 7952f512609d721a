// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.karaf;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** A KAR, and what the next version's looks like: the same bundles under another version. */
final class Release {
    private static final String OURS = "repository/org/ussl/";

    private Release() {}

    static String version() {
        return System.getProperty("ussl.version");
    }

    /** The checkout, in which the build has left the KAR. */
    static Path checkout() {
        return Path.of(System.getProperty("ussl.checkout"));
    }

    static Path kar() {
        return checkout().resolve("features/target/ussl-" + version() + ".kar");
    }

    /** Writes the KAR of another version. */
    static Path next(String version, Path folder) throws IOException {
        Path next = folder.resolve("ussl-" + version + ".kar");
        try (JarFile kar = new JarFile(kar().toFile());
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(next), renamed(kar, version))) {
            for (JarEntry entry : Collections.list(kar.entries())) {
                if (entry.isDirectory() || entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    continue;
                }
                boolean ours = entry.getName().startsWith(OURS);
                out.putNextEntry(new ZipEntry(ours ? entry.getName().replace(version(), version) : entry.getName()));
                byte[] content = kar.getInputStream(entry).readAllBytes();
                if (ours && entry.getName().endsWith(".jar")) {
                    rename(content, version, folder, out);
                } else if (entry.getName().endsWith("-features.xml")) {
                    out.write(new String(content, StandardCharsets.UTF_8)
                            .replace(version(), version)
                            .getBytes(StandardCharsets.UTF_8));
                } else {
                    out.write(content);
                }
                out.closeEntry();
            }
        }
        return next;
    }

    private static Manifest renamed(JarFile kar, String version) throws IOException {
        Manifest manifest = kar.getManifest();
        manifest.getMainAttributes()
                .compute(
                        new Attributes.Name("Karaf-Feature-Repos"),
                        (name, repositories) -> repositories.toString().replace(version(), version));
        return manifest;
    }

    private static void rename(byte[] bundle, String version, Path folder, OutputStream out) throws IOException {
        Path file = Files.write(folder.resolve("bundle.jar"), bundle);
        try (JarFile jar = new JarFile(file.toFile())) {
            Manifest manifest = jar.getManifest();
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            JarOutputStream renamed = new JarOutputStream(out, manifest);
            for (JarEntry entry : Collections.list(jar.entries())) {
                if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    renamed.putNextEntry(new ZipEntry(entry.getName()));
                    jar.getInputStream(entry).transferTo(renamed);
                    renamed.closeEntry();
                }
            }
            renamed.finish();
        }
    }
}
