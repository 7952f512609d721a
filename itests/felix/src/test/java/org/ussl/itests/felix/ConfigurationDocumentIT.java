// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.Test;

/**
 * The tables of docs/configuration.md are the metatype of the bundles. With {@code -Dussl.docs.write} they are written,
 * otherwise they are compared; what people wrote around them stays.
 */
public class ConfigurationDocumentIT {
    private static final Path DOCUMENT = Path.of(System.getProperty("ussl.itests.docs"), "configuration.md");
    private static final Pattern HEADING = Pattern.compile("^#+ (org\\.ussl\\S*)$", Pattern.MULTILINE);
    private static final Pattern TABLE = Pattern.compile("^(\\|.*\\n)+", Pattern.MULTILINE);

    private final List<ConfigurationTable> tables = tables();

    @Test
    public void tablesAreThoseOfTheMetatype() throws Exception {
        String current = Files.readString(DOCUMENT);
        String wanted = current;
        for (ConfigurationTable table : tables) {
            wanted = withTable(wanted, table);
        }
        if (Boolean.getBoolean("ussl.docs.write")) {
            Files.writeString(DOCUMENT, wanted);
        } else {
            assertEquals("docs/configuration.md is stale: write it with -Dussl.docs.write", wanted, current);
        }
    }

    @Test
    public void everyHeadingIsAPidThatThereIs() throws Exception {
        Set<String> pids = tables.stream().map(ConfigurationTable::pid).collect(Collectors.toSet());
        Set<String> headings = HEADING.matcher(Files.readString(DOCUMENT))
                .results()
                .map(heading -> heading.group(1))
                .collect(Collectors.toSet());

        assertEquals(pids, headings);
    }

    @Test
    public void everyKeyHasANameAndAText() {
        assertTrue("no metatype found", tables.size() > 1);
        assertEquals(
                List.of(),
                tables.stream().flatMap(table -> table.unexplained().stream()).toList());
    }

    private static String withTable(String text, ConfigurationTable table) {
        Matcher heading = HEADING.matcher(text);
        while (heading.find()) {
            if (heading.group(1).equals(table.pid())) {
                int next = text.indexOf("\n#", heading.end());
                Matcher old = TABLE.matcher(text).region(heading.end(), next < 0 ? text.length() : next);
                assertTrue(table.pid() + " has no table", old.find());
                return text.substring(0, old.start()) + table.markdown() + text.substring(old.end());
            }
        }
        throw new AssertionError(table.pid() + " has no section in docs/configuration.md");
    }

    private static List<ConfigurationTable> tables() {
        try {
            return ConfigurationTable.of(Path.of(System.getProperty("ussl.itests.configured")));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
