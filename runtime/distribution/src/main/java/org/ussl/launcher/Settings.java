// SPDX-License-Identifier: Apache-2.0
package org.ussl.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where things are, and the framework's properties. System properties that start with {@code ussl.}, {@code felix.} or
 * {@code org.osgi.} win over {@code config.properties}.
 *
 * @param home the installation
 * @param conf the configuration's folder
 * @param data the folder for everything that is written
 * @param shell whether the shell's bundles are started
 * @param framework the framework's properties, which are the bundles' too
 */
record Settings(Path home, Path conf, Path data, boolean shell, Map<String, String> framework) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z0-9._-]+)}");
    private static final Duration READY_DEADLINE = Duration.ofSeconds(30);

    static Settings load(Properties system) throws IOException {
        Map<String, String> values = new TreeMap<>();
        Path home = folder(system, "ussl.home", Path.of("."));
        Path conf = folder(system, "ussl.conf", home.resolve("conf"));
        Path file = conf.resolve("config.properties");
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " is missing: --conf must name a folder like conf/ of the distribution");
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        for (String name : properties.stringPropertyNames()) {
            values.put(name, properties.getProperty(name));
        }
        for (String name : system.stringPropertyNames()) {
            if (name.startsWith("ussl.") || name.startsWith("felix.") || name.startsWith("org.osgi.")) {
                values.put(name, system.getProperty(name));
            }
        }
        Path data = folder(system, "ussl.data", home.resolve("data"));
        values.put("ussl.home", home.toString());
        values.put("ussl.conf", conf.toString());
        values.put("ussl.data", data.toString());
        values.put(
                "ussl.deploy",
                folder(system, "ussl.deploy", home.resolve("deploy")).toString());
        values.replaceAll((name, value) -> substitute(value, other -> values.getOrDefault(other, "")));
        return new Settings(home, conf, data, Boolean.parseBoolean(values.get("ussl.shell")), Map.copyOf(values));
    }

    Path bundles() {
        return home.resolve("bundle");
    }

    Duration readyDeadline() {
        return READY_DEADLINE;
    }

    /** Puts the properties' values in place of <code>${name}</code>. */
    String substitute(String text) {
        return substitute(text, name -> framework.getOrDefault(name, ""));
    }

    private static String substitute(String text, UnaryOperator<String> values) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        return matcher.replaceAll(found -> Matcher.quoteReplacement(values.apply(found.group(1))));
    }

    private static Path folder(Properties system, String name, Path otherwise) {
        String value = system.getProperty(name);
        Path path = value == null || value.isEmpty() ? otherwise : Path.of(value);
        return path.toAbsolutePath().normalize();
    }
}
