// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.util.ArrayList;
import java.util.List;
import org.apache.ftpserver.ftplet.DefaultFtpReply;

/**
 * A reply whose text may come from anywhere: what could break a line, and so forge another reply, is replaced by
 * spaces. Of several lines the last one, which clients show, comes behind the code.
 */
final class Reply extends DefaultFtpReply {

    /** From here on replies tell of failures. */
    static final int FIRST_NEGATIVE = 400;

    private static final int LONGEST_LINE = 400;

    private Reply(int code, String[] lines) {
        super(code, lines);
    }

    static Reply of(int code, String line) {
        return new Reply(code, new String[] {plain(line)});
    }

    /** A reply of several lines (RFC 959, 4.2): the preliminary ones first. */
    static Reply of(int code, List<String> before, String last) {
        List<String> lines = new ArrayList<>();
        before.forEach(line -> lines.add(plain(line)));
        lines.add(plain(last));
        return new Reply(code, lines.toArray(String[]::new));
    }

    /**
     * The same, for text in which spaces at a line's start have a meaning, and which has a line with the code first.
     */
    static Reply ofLines(int code, String first, List<String> lines, String last) {
        List<String> all = new ArrayList<>();
        all.add(plain(first));
        for (String line : lines) {
            String text = plain(line);
            // Never a line that looks like a reply of its own.
            all.add(" ".repeat(Math.max(1, line.length() - line.stripLeading().length())) + text);
        }
        all.add(plain(last));
        return new Reply(code, all.toArray(String[]::new));
    }

    /** The answer to FEAT (RFC 2389, 3.2): each feature's line starts with its space. */
    static Reply features(List<String> lines) {
        List<String> all = new ArrayList<>(lines);
        all.add("End");
        return new Reply(211, all.toArray(String[]::new));
    }

    private static String plain(String line) {
        String cut = line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "..." : line;
        // \p{C}: control and format characters, line separators of Unicode besides.
        return cut.replaceAll("[\\p{C}\\u2028\\u2029]+", " ").strip();
    }
}
