// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.util.List;
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

/** The same command as Karaf's shell knows it, with completion of its first word. Loaded in Karaf alone. */
final class KarafCommand implements Command, Completer {

    private final ShellCommand<?> command;

    private KarafCommand(ShellCommand<?> command) {
        this.command = command;
    }

    /** Makes a command known to the shell; answers what takes it back. */
    static Runnable register(Object sessionFactory, ShellCommand<?> command) {
        SessionFactory shell = (SessionFactory) sessionFactory;
        KarafCommand karaf = new KarafCommand(command);
        shell.getRegistry().register(karaf);
        return () -> shell.getRegistry().unregister(karaf);
    }

    @Override
    public String getScope() {
        return "ussl";
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
    public Object execute(Session session, List<Object> arguments) {
        Terminal terminal = session.getTerminal();
        Style style = Style.at(terminal != null && terminal.isAnsiSupported());
        return command.execute((CommandSession) session.get(".commandSession"), arguments, style);
    }

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return line.getCursorArgumentIndex() == 1
                ? new StringsCompleter(command.candidates()).complete(session, line, candidates)
                : -1;
    }
}
