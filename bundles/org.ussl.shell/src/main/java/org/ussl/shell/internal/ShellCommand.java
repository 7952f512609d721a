// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.util.List;
import java.util.function.Supplier;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;

/**
 * A command of the scope {@code ussl}. Gogo and Karaf hand over the words of a line, picocli reads them, the command
 * answers, and the shell prints what is returned. One object serves all sessions.
 *
 * @param <L> what its line may have
 */
abstract class ShellCommand<L extends Line> implements Function {

    /** The shells' property for a command's scope. */
    static final String SCOPE = "osgi.command.scope=ussl";

    private static final int WIDTH = 79;

    private final Supplier<L> lines;

    ShellCommand(Supplier<L> lines) {
        this.lines = lines;
    }

    /** Does what a line says. */
    abstract Answer run(L line, CommandSession session) throws Refusal;

    /** What the first word behind the command may be, for completion. */
    List<String> candidates() {
        return List.of();
    }

    /** The command's name, without the scope. */
    final String name() {
        return reader(lines.get()).getCommandName();
    }

    /** What it does, in a line. */
    final String description() {
        return String.join(
                " ", reader(lines.get()).getCommandSpec().usageMessage().description());
    }

    @Override
    public final Object execute(CommandSession session, List<Object> words) {
        return execute(session, words, Style.at(LocalTerminal.of(session.getKeyboard()) != null));
    }

    /** The same for a shell that knows its terminal. */
    final String execute(CommandSession session, List<Object> words, Style style) {
        L line = lines.get();
        CommandLine reader = reader(line);
        try {
            reader.parseArgs(words.stream().map(String::valueOf).toArray(String[]::new));
        } catch (ParameterException e) {
            return Text.printable(String.valueOf(e.getMessage())) + "\n" + usage(reader, style);
        }
        if (line.help) {
            return usage(reader, style);
        }
        Answer answer = answer(line, session);
        return line.json ? answer.json() : answer.words().apply(style);
    }

    private Answer answer(L line, CommandSession session) {
        try {
            return run(line, session);
        } catch (Refusal e) {
            return Answer.failure(String.valueOf(e.getMessage()));
        }
    }

    private static CommandLine reader(Line line) {
        CommandLine reader = new CommandLine(line);
        UsageMessageSpec usage = reader.getCommandSpec().usageMessage();
        usage.width(WIDTH);
        usage.synopsisHeading("Usage: ussl:");
        // Files have names that begin with @, too.
        reader.setExpandAtFiles(false);
        reader.setTrimQuotes(false);
        return reader;
    }

    private static String usage(CommandLine reader, Style style) {
        return reader.getUsageMessage(style.ansi()).stripTrailing();
    }
}
