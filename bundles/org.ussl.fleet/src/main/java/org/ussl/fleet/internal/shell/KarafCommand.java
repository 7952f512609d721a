// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal.shell;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.felix.service.command.CommandSession;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Parser;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.api.console.Terminal;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.Nullable;

/** The same command as Karaf's shell knows it, with completion of its options. Loaded in Karaf alone. */
final class KarafCommand implements Command, Completer {

    private final String scope;
    private final SessionCommand command;

    private KarafCommand(String scope, SessionCommand command) {
        this.scope = scope;
        this.command = command;
    }

    /** Makes a command known to the shell; answers what takes it back. */
    static Runnable register(Object sessionFactory, String scope, SessionCommand command) {
        SessionFactory shell = (SessionFactory) sessionFactory;
        KarafCommand karaf = new KarafCommand(scope, command);
        shell.getRegistry().register(karaf);
        return () -> shell.getRegistry().unregister(karaf);
    }

    @Override
    public String getScope() {
        return scope;
    }

    @Override
    public String getName() {
        return command.name();
    }

    @Override
    public String getDescription() {
        return command.description();
    }

    @Override
    public Completer getCompleter(boolean scoped) {
        return this;
    }

    /** None: the shell's own. */
    @Override
    public @Nullable Parser getParser() {
        return null;
    }

    @Override
    public @Nullable Object execute(Session session, List<Object> arguments) throws FailedCommandException {
        Terminal terminal = session.getTerminal();
        command.run(
                (CommandSession) session.get(".commandSession"),
                arguments,
                question -> ask(session, question),
                terminal != null && terminal.isAnsiSupported());
        return null;
    }

    /** Without an echo of any kind. */
    private static Optional<char[]> ask(Session session, String question) throws IOException {
        String answer = session.readLine(question, '\0');
        return Optional.ofNullable(answer).map(String::toCharArray);
    }

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return new StringsCompleter(command.options()).complete(session, line, candidates);
    }
}
