// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: {@code ./gateway fleet COMMAND}. */
@Command(
        name = "fleet",
        description = "Credentials for many gateways over NATS, which is trusted with none of them.",
        subcommands = {
            InitCommand.class,
            TrustCommand.class,
            EnrolCommand.class,
            ListCommand.class,
            PushCommand.class,
            StatusCommand.class,
            ContinueCommand.class,
            StopCommand.class,
            RollbackCommand.class,
            RevokeCommand.class
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit status: 0 done; 1 it could not be done; 2 a wrong option; 3 a roll-out was",
            "stopped, or has failures; 4 another operator was faster, and nothing was changed."
        })
public final class FleetTool implements Runnable {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG = 2;
    static final int STOPPED = 3;
    static final int CHANGED = 4;

    private static final int WIDTH = 80;

    @Spec
    private @Nullable CommandSpec spec;

    private final Seat seat;

    private FleetTool(Seat seat) {
        this.seat = seat;
    }

    /** Where the operator sits who runs a command. */
    static Seat seat(CommandSpec command) {
        return ((FleetTool) command.root().userObject()).seat;
    }

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec, "spec").commandLine(), "a COMMAND is missing; fleet --help lists them");
    }

    /**
     * Runs one command.
     *
     * @param out where it answers
     * @param err where it complains
     * @param arguments the words of the command line
     * @return the exit status
     */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return run(Seat.process(out, err), arguments);
    }

    /**
     * What reads the words, for whoever sits there.
     *
     * @param seat where that is
     * @return the tool with all of its commands
     */
    public static CommandLine line(Seat seat) {
        return new CommandLine(new FleetTool(seat));
    }

    /**
     * Runs one command.
     *
     * @param seat where the operator sits
     * @param arguments the words of the command line
     * @return the exit status
     */
    public static int run(Seat seat, String... arguments) {
        PrintWriter out = seat.out();
        PrintWriter err = seat.err();
        CommandLine line = line(seat);
        line.registerConverter(Path.class, name -> seat.folder().resolve(name));
        line.setUsageHelpWidth(WIDTH)
                .setUsageHelpAutoWidth(false)
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, words) -> {
                    err.println("fleet: " + e.getMessage() + "; try "
                            + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
                    err.flush();
                    return WRONG;
                });
        int status = line.execute(arguments);
        out.flush();
        return status;
    }

    /**
     * The program.
     *
     * @param arguments the words of the command line
     */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, arguments));
    }
}
