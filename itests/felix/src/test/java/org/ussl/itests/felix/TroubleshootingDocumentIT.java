// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.Test;

/** docs/troubleshooting.md is found by the text that a person sees, so the texts must be those of the code. */
public class TroubleshootingDocumentIT {
    private static final Pattern HEADING = Pattern.compile("(?m)^### `(.+)`$");

    /** What the launcher says, whose jar is no bundle. */
    private static final String OF_THE_LAUNCHER = "another gateway runs on";

    @Test
    public void eachHeadingIsATextOfTheCode() throws Exception {
        List<String> headings = new ArrayList<>();
        Matcher matcher = HEADING.matcher(
                Files.readString(Path.of(System.getProperty("ussl.itests.docs"), "troubleshooting.md")));
        while (matcher.find()) {
            headings.add(matcher.group(1));
        }
        headings.remove(OF_THE_LAUNCHER);
        assertFalse(headings.isEmpty());

        List<Path> ours;
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("ussl.itests.bundles")))) {
            ours = jars.filter(jar -> jar.getFileName().toString().startsWith("org.ussl."))
                    .toList();
        }
        for (Path jar : ours) {
            headings.removeAll(said(jar, headings));
        }
        assertEquals("headings that nobody says", List.of(), headings);
    }

    private static List<String> said(Path jar, List<String> texts) throws Exception {
        List<String> found = new ArrayList<>();
        try (InputStream file = Files.newInputStream(jar);
                ZipInputStream entries = new ZipInputStream(file)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                // String constants are UTF-8 in a class file, so those that are ASCII are found as they are.
                String content = new String(entries.readAllBytes(), StandardCharsets.ISO_8859_1);
                texts.stream().filter(content::contains).forEach(found::add);
            }
        }
        return found;
    }
}
