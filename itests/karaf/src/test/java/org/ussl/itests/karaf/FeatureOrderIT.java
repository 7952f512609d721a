// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Features come and go in any order, from a Maven repository, leave nothing behind, and refresh nothing of Karaf's. */
@Timeout(600)
@EnabledForJreRange(max = JRE.JAVA_21, disabledReason = "Karaf 4.4.10 wants a security manager, which Java 24 removed")
class FeatureOrderIT {
    private static final Pattern FEATURE = Pattern.compile("<feature name=\"(ussl[\\w-]*)\" version");

    /** Of the HTTP service; a fragment is never active. */
    private static final String FRAGMENT = "org.ops4j.pax.web.pax-web-compatibility-";

    @TempDir
    Path folder;

    @Test
    void featuresComeAndGoInAnyOrder() throws Exception {
        Path home = Karaf.unpack(folder);
        Karaf.isolate(home, Release.checkout().resolve("features/target/kar/repository"));
        Karaf.anyFtpPort(home);
        try (Karaf karaf = Karaf.start(home)) {
            List<String> stock = karaf.stock();
            karaf.runs("feature:repo-add mvn:org.ussl/ussl-features/" + Release.version() + "/xml/features");
            for (List<String> order : List.of(features(), reversed(features()))) {
                for (String feature : order) {
                    karaf.runs("feature:install " + feature);
                    // Components wait for the files in etc/, which Karaf reads a moment later.
                    Patience.untilAsserted(() -> assertThat(karaf.bundles())
                            .as("%s of %s", feature, order)
                            .containsAll(stock)
                            .allMatch(bundle -> bundle.startsWith("Active")
                                    || bundle.contains(FRAGMENT)
                                    || stock.contains(bundle)));
                }
                int port = FtpLogin.port(karaf);
                for (String feature : order) {
                    karaf.runs("feature:uninstall " + feature);
                }
                Leftovers.awaitNone(karaf, stock, port);
            }
            assertThat(karaf.log().lines().filter(line -> line.contains(" (Wired to ")))
                    .as("bundles that were refreshed because of others")
                    .noneMatch(line -> line.contains("org.apache.karaf.shell") || line.contains("sshd"));
        }
    }

    /** All that there are. */
    private static List<String> features() throws IOException {
        List<String> features = FEATURE.matcher(
                        Files.readString(Release.checkout().resolve("features/target/features.xml")))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(features).contains("ussl", "ussl-gateway", "ussl-web");
        return features;
    }

    private static List<String> reversed(List<String> features) {
        List<String> backwards = new ArrayList<>(features);
        Collections.reverse(backwards);
        return backwards;
    }
}
