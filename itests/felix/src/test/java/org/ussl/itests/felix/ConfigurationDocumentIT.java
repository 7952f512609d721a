// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

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
import org.junit.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** docs/configuration.md names every PID and key that the bundles' metatype has. */
public class ConfigurationDocumentIT {

    @Test
    public void everyKeyOfEveryBundleIsDocumented() throws Exception {
        String text = Files.readString(Path.of(System.getProperty("ussl.itests.docs"), "configuration.md"));
        List<String> missing = new ArrayList<>();
        int keys = 0;
        for (Document metatype : metatypes()) {
            Element designate =
                    (Element) metatype.getElementsByTagName("Designate").item(0);
            String pid = designate.hasAttribute("factoryPid")
                    ? designate.getAttribute("factoryPid") + "~NAME"
                    : designate.getAttribute("pid");
            int section = text.indexOf("# " + pid + "\n");
            assertTrue(pid + " has no section", section >= 0);
            int end = text.indexOf("\n#", section);
            String sectionText = text.substring(section, end < 0 ? text.length() : end);
            NodeList attributes = metatype.getElementsByTagName("AD");
            for (int i = 0; i < attributes.getLength(); i++) {
                String key = ((Element) attributes.item(i)).getAttribute("id");
                keys++;
                if (!sectionText.contains("| `" + key + "` |")) {
                    missing.add(pid + ": " + key);
                }
            }
        }
        assertTrue(missing.toString(), missing.isEmpty());
        assertFalse("no metatype found", keys == 0);
    }

    private static List<Document> metatypes() throws Exception {
        List<Document> found = new ArrayList<>();
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("ussl.itests.bundles")))) {
            for (Path jar : jars.filter(path -> path.getFileName().toString().startsWith("org.ussl."))
                    .toList()) {
                found.addAll(metatypes(jar));
            }
        }
        return found;
    }

    private static List<Document> metatypes(Path jar) throws Exception {
        List<Document> found = new ArrayList<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream().toList()) {
                if (entry.getName().startsWith("OSGI-INF/metatype/")
                        && entry.getName().endsWith(".xml")) {
                    found.add(parse(file, entry));
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
}
