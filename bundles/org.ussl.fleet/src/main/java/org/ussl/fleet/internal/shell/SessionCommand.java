// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal.shell;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.jspecify.annotations.Nullable;
import org.ussl.fleet.internal.FleetTool;
import org.ussl.fleet.internal.Seat;
import picocli.CommandLine;

/** One command of the tool in a shell's session: the same words, answers and ends. One object serves all sessions. */
final class SessionCommand implements Function {

    private final String name;
    private final CommandLine reader;

    private SessionCommand(String name, CommandLine reader) {
        this.name = name;
        this.reader = reader;
    }

    /** All of them. */
    static List<SessionCommand> all() {
        PrintWriter nowhere = new PrintWriter(PrintWriter.nullWriter());
        Seat nobody = new Seat(nowhere, nowhere, question -> Optional.empty(), false, Path.of(""));
        return FleetTool.line(nobody).getSubcommands().entrySet().stream()
                .map(each -> new SessionCommand(each.getKey(), each.getValue()))
                .toList();
    }

    String name() {
        return name;
    }

    /** What it does. */
    String description() {
        return String.join(" ", reader.getCommandSpec().usageMessage().description());
    }

    /** The names of its options. */
    List<String> options() {
        return reader.getCommandSpec().options().stream()
                .flatMap(option -> Stream.of(option.names()))
                .sorted()
                .toList();
    }

    /** Nobody can be asked in a session that says nothing of its terminal: the passphrase is in a file then. */
    @Override
    public @Nullable Object execute(CommandSession session, List<Object> words) throws FailedCommandException {
        run(session, words, question -> Optional.empty(), false);
        return null;
    }

    /** The same for a shell that knows its terminal. */
    void run(CommandSession session, List<Object> words, Seat.Secrets secrets, boolean terminal)
            throws FailedCommandException {
        PrintWriter screen = new PrintWriter(session.getConsole(), true, StandardCharsets.UTF_8);
        Path folder = session.currentDir();
        Seat seat = new Seat(screen, screen, secrets, terminal, folder == null ? Path.of("") : folder);
        List<String> line = new ArrayList<>(List.of(name));
        words.forEach(word -> line.add(String.valueOf(word)));
        int status = FleetTool.run(seat, line.toArray(String[]::new));
        // The tool notes for its own process that it was interrupted; a session goes on.
        Thread.interrupted();
        if (status != 0) {
            throw new FailedCommandException(name, status);
        }
    }
}
