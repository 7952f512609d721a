// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced block of a document.
 *
 * @param document the document's path in the checkout
 * @param line where it begins
 * @param info what stands behind the fence: a kind, and perhaps {@code by="FILE"} or {@code not-run="REASON"}
 * @param text its lines
 */
public record Block(String document, int line, String info, List<String> text) {
    private static final String SCRIPT = "sh";
    private static final String CONSOLE = "console";
    private static final Set<String> DATA = Set.of("text", "properties", "java", "yaml");

    /** Whether somebody is to type it. */
    public boolean isCommands() {
        return kind().equals(SCRIPT) || kind().equals(CONSOLE);
    }

    /** Whether the word behind the fence is one that is known. */
    public boolean isKnown() {
        return isCommands() || DATA.contains(kind());
    }

    /** Whether the document's own test types it. */
    public boolean isTyped() {
        return isCommands() && by().isEmpty() && notRun().isEmpty();
    }

    /** The file of the checkout in which the same commands are run; empty if it names none. */
    public String by() {
        return attribute("by");
    }

    /** Why nobody runs it; empty if somebody does. */
    public String notRun() {
        return attribute("not-run");
    }

    private String kind() {
        return info.split(" ", 2)[0];
    }

    private String attribute(String name) {
        Matcher matcher = Pattern.compile(" " + name + "=\"([^\"]+)\"").matcher(info);
        return matcher.find() ? matcher.group(1) : "";
    }

    /** Its commands, in order. */
    public List<Command> commands() {
        List<Command> commands = new ArrayList<>();
        if (kind().equals(SCRIPT)) {
            text.stream()
                    .filter(each -> !each.isBlank() && !each.startsWith("#"))
                    .forEach(each -> commands.add(new Command(Command.Where.SHELL, withoutRemark(each), List.of())));
        } else if (kind().equals(CONSOLE)) {
            for (String each : text) {
                console(each, commands);
            }
        }
        return commands;
    }

    private static void console(String line, List<Command> commands) {
        for (Command.Where where : Command.Where.values()) {
            if (line.startsWith(where.prompt())) {
                commands.add(new Command(
                        where, withoutRemark(line.substring(where.prompt().length())), List.of()));
                return;
            }
        }
        // What the last command shows.
        if (!line.isBlank()) {
            commands.set(commands.size() - 1, commands.get(commands.size() - 1).showing(line));
        }
    }

    private static String withoutRemark(String line) {
        return line.replaceFirst(" {2,}# .*", "");
    }

    @Override
    public String toString() {
        return document + ":" + line;
    }
}
