// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/** Rows that fit 80 columns: what is too long goes on in the next line, so that nothing is lost. */
final class Table {

    /** A terminal's width; its last column stays free, because some break the line there. */
    private static final int WIDTH = 79;

    private static final int GAP = 2;

    private final int[] widths;
    private final List<String[]> rows = new ArrayList<>();

    /** Columns by their heads, and how wide they are; the last one takes what is left. */
    Table(List<String> heads, int... widths) {
        this.widths = new int[heads.size()];
        int left = WIDTH;
        for (int i = 0; i < widths.length; i++) {
            this.widths[i] = widths[i] + GAP;
            left -= this.widths[i];
        }
        this.widths[widths.length] = left;
        rows.add(heads.toArray(String[]::new));
    }

    /** Adds a row of texts from anywhere. */
    Table row(Object... cells) {
        String[] row = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            row[i] = Text.printable(String.valueOf(cells[i]));
        }
        rows.add(row);
        return this;
    }

    /** Adds a row whose last cell has a tone. */
    Table row(Tone tone, Object... cells) {
        row(cells);
        String[] row = rows.get(rows.size() - 1);
        row[row.length - 1] = tone.mark(row[row.length - 1]);
        return this;
    }

    String text(Style style) {
        Column[] columns = new Column[widths.length];
        for (int i = 0; i < widths.length; i++) {
            columns[i] = new Column(widths[i], 0, Overflow.WRAP);
        }
        TextTable table = TextTable.forColumns(Help.defaultColorScheme(style.ansi()), columns);
        table.indentWrappedLines = 0;
        rows.forEach(row -> table.addRowValues(spaced(row)));
        return table.toString().lines().map(String::stripTrailing).collect(Collectors.joining("\n"));
    }

    /** A word that is as wide as its column would touch the next one. */
    private String[] spaced(String[] row) {
        String[] cells = row.clone();
        for (int i = 0; i < cells.length - 1; i++) {
            int most = widths[i] - GAP;
            cells[i] = cells[i].replaceAll("(\\S{" + most + "})(?=\\S)", "$1 ");
        }
        return cells;
    }
}
