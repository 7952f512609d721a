// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.util.ArrayList;
import java.util.List;

/** Rows that fit 80 columns: the last cell goes on in the next line, so that nothing is lost. */
final class Table {

    private static final int WIDTH = 79;
    private static final int LEAST = 12;
    private static final int MOST = 24;
    private static final int GAP = 2;

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... heads) {
        rows.add(List.of(heads));
    }

    void row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            // What comes from gateways must not steer a terminal.
            row.add(String.valueOf(cell).replaceAll("\\p{Cntrl}", " "));
        }
        rows.add(row);
    }

    boolean isEmpty() {
        return rows.size() == 1;
    }

    List<String> lines() {
        int[] widths = widths();
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            List<List<String>> cells = new ArrayList<>();
            for (int column = 0; column < widths.length; column++) {
                cells.add(wrap(row.get(column), widths[column]));
            }
            int height = cells.stream().mapToInt(List::size).max().orElse(1);
            for (int piece = 0; piece < height; piece++) {
                StringBuilder line = new StringBuilder();
                for (int column = 0; column < widths.length; column++) {
                    String text =
                            piece < cells.get(column).size() ? cells.get(column).get(piece) : "";
                    line.append(text).append(" ".repeat(widths[column] + GAP - text.length()));
                }
                lines.add(line.toString().stripTrailing());
            }
        }
        return lines;
    }

    /** The last column has what the others leave. */
    private int[] widths() {
        int[] widths = new int[rows.get(0).size()];
        int left = WIDTH;
        for (int column = 0; column < widths.length - 1; column++) {
            int at = column;
            int widest =
                    rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0);
            widths[column] = Math.min(MOST, widest);
            left -= widths[column] + GAP;
        }
        widths[widths.length - 1] = Math.max(LEAST, left);
        return widths;
    }

    private static List<String> wrap(String text, int room) {
        List<String> pieces = new ArrayList<>();
        String rest = text;
        while (rest.length() > room) {
            int end = rest.lastIndexOf(' ', room);
            end = end <= 0 ? room : end;
            pieces.add(rest.substring(0, end));
            rest = rest.substring(end).stripLeading();
        }
        pieces.add(rest);
        return pieces;
    }
}
