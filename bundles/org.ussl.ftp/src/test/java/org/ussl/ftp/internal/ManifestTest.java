// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What this bundle imports must be for sale: FtpServer keeps much of itself to itself. */
class ManifestTest {

    // A package name at the start of a clause: after a comma outside of quotes.
    private static final Pattern CLAUSE = Pattern.compile("(?:^|,)((?:[^,\"]|\"[^\"]*\")+)");

    private static Set<String> packages(String header) {
        Set<String> names = new HashSet<>();
        Matcher matcher = CLAUSE.matcher(header == null ? "" : header);
        while (matcher.find()) {
            if (!matcher.group(1).contains("resolution:=optional")) {
                names.add(matcher.group(1).split(";")[0].trim());
            }
        }
        return names;
    }

    @Test
    void importsOnlyWhatFtpServerAndMinaExport() throws IOException {
        Set<String> exported = new HashSet<>();
        Set<String> imported = Set.of();
        for (URL url : Collections.list(getClass().getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
            try (InputStream in = url.openStream()) {
                var attributes = new Manifest(in).getMainAttributes();
                if ("org.ussl.ftp".equals(attributes.getValue("Bundle-SymbolicName"))) {
                    imported = packages(attributes.getValue("Import-Package"));
                } else {
                    exported.addAll(packages(attributes.getValue("Export-Package")));
                }
            }
        }
        assertThat(imported)
                .contains("org.apache.ftpserver.ftplet", "org.ussl.credential")
                .allMatch(name -> exported.contains(name) || name.startsWith("java.") || name.startsWith("javax."));
    }
}
