// SPDX-License-Identifier: Apache-2.0
package org.ussl.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.FrameworkStartLevel;

/** The folders {@code bundle/LEVEL-NAME/}: each holds the bundles of one start level. */
final class BundleFolders {
    private static final String SHELL = "shell";

    private BundleFolders() {}

    /**
     * Installs every jar and marks it to be started. The jars are used where they are: nothing is copied, and so the
     * framework's cache can be thrown away at each start.
     */
    static void install(BundleContext context, Path root, boolean shell) throws IOException, BundleException {
        FrameworkStartLevel levels = context.getBundle(0).adapt(FrameworkStartLevel.class);
        int usual = levels.getInitialBundleStartLevel();
        for (Path folder : sorted(root)) {
            String[] name = folder.getFileName().toString().split("-", 2);
            if (shell || !name[name.length - 1].equals(SHELL)) {
                // Not level by bundle: the framework writes a bundle's record anew for each change of its level.
                levels.setInitialBundleStartLevel(Integer.parseInt(name[0]));
                install(context, folder);
            }
        }
        levels.setInitialBundleStartLevel(usual);
    }

    private static void install(BundleContext context, Path folder) throws IOException, BundleException {
        for (Path jar : sorted(folder)) {
            context.installBundle("reference:" + jar.toUri()).start();
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
