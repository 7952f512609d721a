// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;
import org.ussl.tls.spi.TlsEngine;

/**
 * Holds docs/engines.md: each cell of its table is tried for real, and so is what an engine claims. There is a column
 * for each engine on Java 17, and one on Java 25; a run looks at those of its own Java. {@code -Dussl.docs.write=true}
 * writes them.
 */
class EngineTableTest {
    private static final Path PAGE = Path.of("../../docs/engines.md");
    private static final String HEAD = "| what |";
    private static final int JAVA = Runtime.version().feature() < 20 ? 17 : 25;

    @TempDir
    Path folder;

    @Test
    void theTableTellsWhatEachEngineDoes() throws Exception {
        Map<String, Map<String, String>> found = new LinkedHashMap<>();
        SoftAssertions claims = new SoftAssertions();
        EngineTrials.lines(folder).forEach((name, line) -> {
            Map<String, String> cells = new LinkedHashMap<>();
            for (TlsEngine engine : TestEngines.all()) {
                Boolean works = tried(engine, line.trial());
                if (works == null) {
                    continue;
                }
                cells.put(engine.name() + " " + JAVA, works ? "yes" : "-");
                line.claims()
                        .forEach(feature -> claims.assertThat(engine.features().contains(feature))
                                .as("%s claims %s, and \"%s\" shows", engine.name(), feature, name)
                                .isEqualTo(works));
            }
            found.put(name, cells);
        });
        claims.assertAll();
        if (Boolean.getBoolean("ussl.docs.write")) {
            write(found);
        }
        Map<String, Map<String, String>> written = read();

        assertThat(written.keySet()).containsExactlyElementsOf(found.keySet());
        found.forEach((name, cells) -> assertThat(written.get(name)).as(name).containsAllEntriesOf(cells));
    }

    /** Whether it works; {@code null} if it needs a program that is not installed. */
    private static Boolean tried(TlsEngine engine, EngineTrials.Trial trial) {
        TlsRig rig = new TlsRig(engine);
        rig.beforeEach(null);
        try {
            return trial.works(rig);
        } catch (TestAbortedException e) {
            return null;
        } catch (Exception e) {
            return false;
        } finally {
            close(rig);
        }
    }

    private static void close(TlsRig rig) {
        try {
            rig.afterEach(null);
        } catch (Exception e) {
            throw new AssertionError("the rig does not close", e);
        }
    }

    /** The table of the page: line, column, cell. */
    private static Map<String, Map<String, String>> read() throws IOException {
        Map<String, Map<String, String>> table = new LinkedHashMap<>();
        List<String> columns = List.of();
        for (String row : Files.readAllLines(PAGE)) {
            if (row.startsWith(HEAD)) {
                columns = cells(row);
            } else if (!columns.isEmpty() && !row.startsWith("|")) {
                break;
            } else if (!columns.isEmpty() && !row.startsWith("|---")) {
                List<String> cells = cells(row);
                Map<String, String> line = new LinkedHashMap<>();
                for (int i = 1; i < cells.size(); i++) {
                    line.put(columns.get(i), cells.get(i));
                }
                table.put(cells.get(0), line);
            }
        }
        return table;
    }

    private static List<String> cells(String row) {
        return List.of(row.substring(1, row.length() - 1).split("\\|")).stream()
                .map(String::strip)
                .toList();
    }

    /** Puts the cells of this Java in, and leaves the other's. */
    private static void write(Map<String, Map<String, String>> found) throws IOException {
        List<String> columns = new ArrayList<>();
        for (TlsEngine engine : TestEngines.all()) {
            columns.add(engine.name() + " 17");
            columns.add(engine.name() + " 25");
        }
        Map<String, Map<String, String>> old = read();
        List<String> page = new ArrayList<>(Files.readAllLines(PAGE));
        int head = 0;
        while (!page.get(head).startsWith(HEAD)) {
            head++;
        }
        while (head < page.size() && page.get(head).startsWith("|")) {
            page.remove(head);
        }
        List<String> table = new ArrayList<>();
        table.add(HEAD + " " + String.join(" | ", columns) + " |");
        table.add("|---".repeat(columns.size() + 1) + "|");
        found.forEach((name, cells) -> {
            Map<String, String> line = new LinkedHashMap<>(old.getOrDefault(name, Map.of()));
            line.putAll(cells);
            table.add("| " + name + " | "
                    + String.join(
                            " | ",
                            columns.stream()
                                    .map(column -> line.getOrDefault(column, "?"))
                                    .toList())
                    + " |");
        });
        page.addAll(head, table);
        Files.write(PAGE, page);
    }
}
