// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Test;
import org.osgi.framework.Constants;

/** The rule of the house: all meet in the API, and no provider knows another one. Fails the build when one does. */
public class ManifestsIT {
    private static final String API = "org.ussl.api";

    @Test
    public void onlyTheApiExportsPackages() throws IOException {
        for (Path jar : providers()) {
            assertEquals(jar + " exports", Set.of(), packages(jar, Constants.EXPORT_PACKAGE));
        }
    }

    @Test
    public void providersImportOfOursOnlyWhatTheApiExports() throws IOException {
        Set<String> exported = packages(bundle(API), Constants.EXPORT_PACKAGE);
        for (Path jar : providers()) {
            Set<String> foreign = packages(jar, Constants.IMPORT_PACKAGE).stream()
                    .filter(name -> name.startsWith("org.ussl"))
                    .filter(name -> !exported.contains(name))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(jar + " imports", Set.of(), foreign);
        }
    }

    @Test
    public void theApiDragsInNothing() throws IOException {
        Set<String> foreign = packages(bundle(API), Constants.IMPORT_PACKAGE).stream()
                .filter(name -> !name.startsWith("java") && !name.startsWith("org.ussl"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of("org.jspecify.annotations"), foreign);
        assertTrue(header(bundle(API), Constants.IMPORT_PACKAGE)
                .contains("org.jspecify.annotations;resolution:=optional"));
    }

    @Test
    public void folderAndSymbolicNameAgree() throws IOException {
        for (Path jar : ours()) {
            assertEquals(
                    jar.getFileName().toString().replaceFirst("\\.jar$", ""),
                    header(jar, Constants.BUNDLE_SYMBOLICNAME));
        }
    }

    private static List<Path> providers() throws IOException {
        List<Path> providers =
                ours().stream().filter(jar -> !jar.equals(bundle(API))).toList();
        assertFalse(providers.isEmpty());
        return providers;
    }

    private static List<Path> ours() throws IOException {
        try (Stream<Path> jars = Files.list(folder())) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith("org.ussl."))
                    .filter(jar -> !jar.getFileName().toString().startsWith("org.ussl.testing."))
                    .sorted()
                    .toList();
        }
    }

    private static Path bundle(String name) {
        return folder().resolve(name + ".jar");
    }

    private static Path folder() {
        return Path.of(System.getProperty("ussl.itests.bundles"));
    }

    private static Set<String> packages(Path jar, String header) throws IOException {
        // A clause is a name with parameters; commas inside of quotes belong to version ranges and uses.
        return Stream.of(header(jar, header).replaceAll("\"[^\"]*\"", "").split(","))
                .map(clause -> clause.split(";")[0].strip())
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String header(Path jar, String header) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Attributes attributes = file.getManifest().getMainAttributes();
            String value = attributes.getValue(header);
            return value == null ? "" : value;
        }
    }
}
