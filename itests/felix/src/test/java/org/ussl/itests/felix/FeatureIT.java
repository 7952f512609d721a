// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The Karaf features list just the bundles that these tests prove to work together. */
public class FeatureIT {
    /** What Karaf has itself, or what only the tests need. */
    private static final Set<String> NOT_IN_THE_FEATURES = Set.of(
            "org.apache.felix.configadmin",
            "org.apache.felix.gogo.runtime",
            "commons-net",
            "org.ussl.testing.pki",
            "bcpkix-jdk18on");

    /** What has tests of its own, with the console that it needs: itests/web and, in Karaf, itests/karaf. */
    private static final Set<String> TESTED_ELSEWHERE = Set.of("org.ussl.web");

    @Test
    public void listsTheBundlesThatWereTestedTogether() throws Exception {
        Set<String> tested = new TreeSet<>(bundles());
        tested.removeAll(NOT_IN_THE_FEATURES);

        Set<String> features = features();
        features.removeAll(TESTED_ELSEWHERE);
        assertEquals(tested, features);
    }

    @Test
    public void anUnpackedKarIsARepositoryForBndtools() throws Exception {
        Path kar = Path.of(System.getProperty("ussl.itests.features")).resolveSibling("kar");
        NodeList attributes = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(kar.resolve("index.xml").toFile())
                .getElementsByTagName("attribute");
        Set<String> indexed = new TreeSet<>();
        for (int i = 0; i < attributes.getLength(); i++) {
            Element attribute = (Element) attributes.item(i);
            // What a bundle needs on certain Java versions only is indexed without a file.
            if (attribute.getAttribute("name").equals("url")
                    && !attribute.getAttribute("value").startsWith("urn:")) {
                Path bundle = kar.resolve(attribute.getAttribute("value"));
                assertTrue(bundle + " is not there", Files.exists(bundle));
                // group/artifact/version/file
                indexed.add(bundle.getParent().getParent().getFileName().toString());
            }
        }

        assertTrue(indexed + " has all of " + features(), indexed.containsAll(features()));
    }

    private static Set<String> bundles() throws IOException {
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("ussl.itests.bundles")))) {
            return jars.map(jar -> jar.getFileName().toString().replaceFirst("\\.jar$", ""))
                    .collect(Collectors.toSet());
        }
    }

    private static Set<String> features() throws Exception {
        NodeList bundles = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of(System.getProperty("ussl.itests.features")).toFile())
                .getElementsByTagName("bundle");
        Set<String> artifacts = new TreeSet<>();
        for (int i = 0; i < bundles.getLength(); i++) {
            // mvn:group/artifact/version
            artifacts.add(bundles.item(i).getTextContent().strip().split("/")[1]);
        }
        return artifacts;
    }
}
