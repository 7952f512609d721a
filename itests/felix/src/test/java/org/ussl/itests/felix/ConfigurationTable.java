// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * What a bundle's metatype says of one PID, as a table for people.
 *
 * @param pid the PID, with {@code ~NAME} if it is a factory's
 * @param attributes its keys, in their order
 */
record ConfigurationTable(String pid, List<Element> attributes) {
    private static final String HEAD = "| key | default | range | meaning |\n|---|---|---|---|\n";
    private static final String FOLDER = "OSGI-INF/metatype/";

    /** Those of all of our bundles in a folder. */
    static List<ConfigurationTable> of(Path bundles) throws Exception {
        List<ConfigurationTable> found = new ArrayList<>();
        try (Stream<Path> jars = Files.list(bundles)) {
            for (Path jar : jars.filter(path -> path.getFileName().toString().startsWith("org.ussl."))
                    .sorted()
                    .toList()) {
                found.addAll(inJar(jar));
            }
        }
        return found;
    }

    private static List<ConfigurationTable> inJar(Path jar) throws Exception {
        List<ConfigurationTable> found = new ArrayList<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream().toList()) {
                if (entry.getName().startsWith(FOLDER) && entry.getName().endsWith(".xml")) {
                    found.add(of(parse(file, entry)));
                }
            }
        }
        return found;
    }

    private static Document parse(JarFile file, JarEntry entry) throws Exception {
        try (InputStream in = file.getInputStream(entry)) {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
        } catch (IOException e) {
            throw new IOException(entry.getName(), e);
        }
    }

    private static ConfigurationTable of(Document metatype) {
        Element designate = (Element) metatype.getElementsByTagName("Designate").item(0);
        String pid = designate.hasAttribute("factoryPid")
                ? designate.getAttribute("factoryPid") + "~NAME"
                : designate.getAttribute("pid");
        NodeList attributes = metatype.getElementsByTagName("AD");
        List<Element> keys = new ArrayList<>();
        for (int i = 0; i < attributes.getLength(); i++) {
            keys.add((Element) attributes.item(i));
        }
        return new ConfigurationTable(pid, keys);
    }

    /** The table in Markdown. */
    String markdown() {
        StringBuilder table = new StringBuilder(HEAD);
        for (Element key : attributes) {
            table.append("| `%s` | %s | %s | %s |%n"
                    .formatted(key.getAttribute("id"), byDefault(key), range(key), meaning(key)));
        }
        return table.toString();
    }

    /** Keys that a form would show without a name or a text. */
    List<String> unexplained() {
        return attributes.stream()
                .filter(key -> key.getAttribute("name").isBlank()
                        || key.getAttribute("description").isBlank())
                .map(key -> pid + ": " + key.getAttribute("id"))
                .toList();
    }

    private static String byDefault(Element key) {
        String value = key.getAttribute("default");
        if (!value.isEmpty()) {
            return "`" + value.replace(",", "`, `") + "`";
        }
        return key.getAttribute("required").equals("false") ? "none" : "required";
    }

    private static String range(Element key) {
        NodeList options = key.getElementsByTagName("Option");
        List<String> values = new ArrayList<>();
        for (int i = 0; i < options.getLength(); i++) {
            values.add("`" + ((Element) options.item(i)).getAttribute("value") + "`");
        }
        if (!values.isEmpty()) {
            return String.join(", ", values);
        }
        String min = key.getAttribute("min");
        String max = key.getAttribute("max");
        if (max.isEmpty()) {
            return min.isEmpty() ? "" : min + " or more";
        }
        return min + " to " + max;
    }

    private static String meaning(Element key) {
        return key.getAttribute("description").replace("<", "&lt;").replace("|", "\\|");
    }
}
