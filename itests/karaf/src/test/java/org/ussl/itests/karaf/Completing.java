// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.karaf;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * A bundle in Karaf that presses the key which completes: writes what the shell offers behind each command of ours and
 * a beginning, a line for a command, into the file {@code completed} of Karaf's folder.
 */
public final class Completing implements BundleActivator {
    /** What is typed behind a command of a scope. */
    private static final Map<String, String> BEGINNINGS = Map.of("ussl", "li", "fleet", "--st");

    @Override
    public void start(BundleContext context) throws Exception {
        SessionFactory shell = context.getService(context.getServiceReference(SessionFactory.class));
        PrintStream screen = new PrintStream(PrintStream.nullOutputStream());
        Set<String> lines = new TreeSet<>();
        try (Session session = shell.create(new ByteArrayInputStream(new byte[0]), screen, screen)) {
            for (Command command : shell.getRegistry().getCommands()) {
                String begun = BEGINNINGS.get(command.getScope());
                Completer completer = begun == null ? null : command.getCompleter(true);
                if (completer != null) {
                    List<String> candidates = new ArrayList<>();
                    completer.complete(session, line(command.getName(), begun), candidates);
                    lines.add(command.getScope() + ":" + command.getName() + " "
                            + String.join("", candidates).strip());
                }
            }
        }
        Path base = Path.of(System.getProperty("karaf.base"));
        Files.move(Files.write(base.resolve("completing"), lines), base.resolve("completed"));
    }

    /** A command with a beginning, and the cursor behind it. */
    private static CommandLine line(String command, String begun) {
        return (CommandLine) Proxy.newProxyInstance(
                Completing.class.getClassLoader(), new Class<?>[] {CommandLine.class}, (proxy, method, arguments) -> {
                    return switch (method.getName()) {
                        case "getCursorArgumentIndex" -> 1;
                        case "getCursorArgument" -> begun;
                        case "getArgumentPosition" -> begun.length();
                        case "getArguments" -> new String[] {command, begun};
                        case "getBufferPosition" -> command.length() + 1 + begun.length();
                        case "getBuffer" -> command + " " + begun;
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }

    @Override
    public void stop(BundleContext context) {
        // Nothing goes on.
    }

    /** The class file. */
    static InputStream code() {
        return Completing.class.getResourceAsStream("Completing.class");
    }
}
