// SPDX-License-Identifier: Apache-2.0
package org.ussl.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;

/** The folders {@code bundle/LEVEL-NAME/}: each holds the bundles of one start level. */
final class BundleFolders {
    private static final String SHELL = "shell";

    private BundleFolders() {}

    /**
     * Installs every jar and marks it to be started. The jars are used where they are: nothing is copied, and so the
     * framework's cache can be thrown away at each start.
     */
    static void install(BundleContext context, Path root, boolean shell) throws IOException, BundleException {
        for (Path folder : sorted(root)) {
            String[] name = folder.getFileName().toString().split("-", 2);
            if (shell || !name[name.length - 1].equals(SHELL)) {
                install(context, folder, Integer.parseInt(name[0]));
            }
        }
    }

    private static void install(BundleContext context, Path folder, int level) throws IOException, BundleException {
        for (Path jar : sorted(folder)) {
            Bundle bundle = context.installBundle("reference:" + jar.toUri());
            bundle.adapt(BundleStartLevel.class).setStartLevel(level);
            bundle.start();
        }
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry ->
                            Files.isDirectory(entry) || entry.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }
}
