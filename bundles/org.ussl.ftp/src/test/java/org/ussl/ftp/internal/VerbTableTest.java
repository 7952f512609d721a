// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Asks for hidden paths with every verb, before and after something was uploaded there: the answers must be the same,
 * and they are the table in docs/ftp.md. Run with {@code -Dussl.write.docs=true} to write it anew.
 */
class VerbTableTest {

    private static final Path DOCUMENT = Path.of("../../docs/ftp.md");
    private static final String BEGIN = "<!-- What each verb answers: written by VerbTableTest -->\n";
    private static final String END = "<!-- end of the table -->\n";

    private static final String FILE = "/flash/cert/line-3/private.key";
    private static final List<String> TARGETS = List.of(FILE, "/flash/cert/line-3", "/flash/cert/line-3/notes.txt");

    private static final List<String> READING = List.of(
            "RETR", "SIZE", "MDTM", "MLST", "STAT", "RNFR", "CWD", "HASH", "MD5", "MMD5", "XMD5", "XCRC", "XSHA1",
            "XSHA256", "XSHA512", "AVBL", "DSIZ", "RMDA", "THMB");
    private static final List<String> LISTING = List.of("LIST", "LIST -R", "LIST -la", "NLST", "MLSD");

    @TempDir
    Path folder;

    private final Map<String, String> legend = new LinkedHashMap<>();

    @Test
    void answersTheSameWhateverIsStoredAndAsTheDocumentSays() throws Exception {
        List<List<String>> before;
        List<List<String>> after;
        try (Gateway gateway = Gateway.withUser(folder);
                Wire wire = Wire.login(gateway)) {
            wire.ask("TYPE I", "200");
            before = rows(wire);
            assertThat(wire.upload(FILE, "good key")).startsWith("226 ");
            after = rows(wire);
            assertThat(wire.heard).doesNotContain("good key");
        }
        assertThat(after).isEqualTo(before);
        String table = table(before);
        String document = Files.readString(DOCUMENT);
        int begin = document.indexOf(BEGIN) + BEGIN.length();
        int end = document.indexOf(END);
        if (Boolean.getBoolean("ussl.write.docs")) {
            Files.writeString(DOCUMENT, document.substring(0, begin) + table + document.substring(end));
        } else {
            assertThat(document.substring(begin, end)).isEqualTo(table);
        }
    }

    private List<List<String>> rows(Wire wire) throws Exception {
        List<List<String>> rows = new ArrayList<>();
        row(rows, "STOR", path -> wire.upload(path, "good key"));
        row(rows, "REST 5, STOR", path -> {
            wire.ask("REST 5", "350");
            return wire.upload(path, "good key");
        });
        row(rows, "APPE", path -> wire.ask("APPE " + path));
        row(rows, "STOU", path -> wire.ask("STOU " + path));
        for (String verb : LISTING) {
            row(rows, verb, path -> {
                try (Socket data = wire.passive()) {
                    String first = wire.ask(verb + " " + path);
                    if (!first.startsWith("150")) {
                        return first;
                    }
                    assertThat(data.getInputStream().readAllBytes()).isEmpty();
                    wire.expect("226");
                    return "226 an empty listing";
                }
            });
        }
        for (String verb : READING) {
            row(rows, verb, path -> wire.ask(verb + " " + path));
        }
        wire.ask("CWD /", "250");
        row(rows, "MFMT time", path -> wire.ask("MFMT 20261122101500 " + path));
        row(rows, "RNTO, from a visible file", path -> {
            wire.upload("/flash/new", "good key");
            wire.ask("RNFR /flash/new", "350");
            return wire.ask("RNTO " + path);
        });
        row(rows, "RNTO, from a temporary name", path -> {
            wire.upload(FILE + ".part", "good key");
            wire.ask("RNFR " + FILE + ".part", "350");
            return wire.ask("RNTO " + path);
        });
        row(rows, "MKD", path -> wire.ask("MKD " + path));
        row(rows, "RMD", path -> wire.ask("RMD " + path));
        row(rows, "DELE", path -> wire.ask("DELE " + path));
        row(rows, "SITE CHMOD 644", path -> wire.ask("SITE CHMOD 644 " + path));
        return rows;
    }

    private interface Question {
        String put(String path) throws Exception;
    }

    private static void row(List<List<String>> rows, String verb, Question question) throws Exception {
        List<String> row = new ArrayList<>();
        row.add(verb);
        for (String target : TARGETS) {
            String[] lines = question.put(target).split("\n");
            row.add(lines[lines.length - 1]
                    .replaceAll("revision \\d+", "revision 2")
                    .replaceAll("Command [A-Z0-9]+ not", "Command ... not")
                    // The document has the names in one place.
                    .replaceAll("it must be .* in /flash", "it must be one of the names above, in /flash")
                    .replace("/flash/cert/line-3/notes.txt", "NAME")
                    .replace("/flash/cert/line-3/private.key", "NAME")
                    .replace("/flash/cert/line-3", "NAME")
                    .strip());
        }
        rows.add(row);
    }

    private String table(List<List<String>> rows) {
        StringBuilder table = new StringBuilder();
        table.append("| verb | of a credential's file | of the drop box or a profile | of any other name there |\n");
        table.append("|---|---|---|---|\n");
        for (List<String> row : rows) {
            table.append("| ").append(row.get(0)).append(" |");
            row.subList(1, row.size())
                    .forEach(reply -> table.append(' ').append(cell(reply)).append(" |"));
            table.append('\n');
        }
        table.append('\n');
        legend.forEach((text, letter) ->
                table.append("- *").append(letter).append("*: ").append(text).append('\n'));
        return table.toString();
    }

    private String cell(String reply) {
        String text = reply.substring(4);
        String letter = legend.computeIfAbsent(text, unknown -> String.valueOf((char) ('a' + legend.size())));
        return reply.substring(0, 3) + " *" + letter + "*";
    }
}
