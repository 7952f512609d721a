// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import io.nats.client.Connection;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.ussl.fleet.internal.book.Book;
import org.ussl.fleet.internal.book.Bucket;
import org.ussl.fleet.internal.book.ChangedException;
import org.ussl.fleet.internal.book.Memory;
import org.ussl.fleet.internal.book.UntrustedException;
import org.ussl.store.nats.internal.sealing.SoftwareKeys;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands have in common: the operator's folder, the connection, and how they end. */
@Command(mixinStandardHelpOptions = true)
abstract class FleetCommand implements Callable<Integer> {

    static final Clock CLOCK = Clock.systemUTC();

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "the operator's folder (default: $$USSL_FLEET_HOME, or .ussl-fleet in the home folder)")
    @Nullable
    Path home;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "the passphrase of the operator's keys (default: $$" + Passphrase.VARIABLE
                    + ", or it is asked for)")
    @Nullable
    Path passphraseFile;

    private @Nullable Engine engine;

    /** What a command does once it is connected. */
    interface Work {
        int on(Book book)
                throws Refusal, IOException, GeneralSecurityException, UntrustedException, ChangedException,
                        InterruptedException;
    }

    /** The command itself; its exit status. */
    abstract int run()
            throws Refusal, IOException, GeneralSecurityException, UntrustedException, ChangedException,
                    InterruptedException;

    @Override
    public final Integer call() {
        try {
            return answer();
        } finally {
            if (engine != null) {
                engine.close();
            }
        }
    }

    private int answer() {
        try {
            return run();
        } catch (Refusal e) {
            return fail(e.status(), e.getMessage());
        } catch (ChangedException e) {
            return fail(FleetTool.CHANGED, e.getMessage());
        } catch (IllegalArgumentException e) {
            return fail(FleetTool.WRONG, e.getMessage());
        } catch (RuntimeException e) {
            // What the library makes of a connection that has ended; anything else is a fault of ours.
            if (denial().isEmpty()) {
                throw e;
            }
            return fail(FleetTool.FAILED, e.getMessage());
        } catch (java.nio.file.NoSuchFileException e) {
            return fail(FleetTool.FAILED, e.getMessage() + ": there is no such file");
        } catch (IOException | GeneralSecurityException | UntrustedException e) {
            return fail(FleetTool.FAILED, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail(FleetTool.FAILED, "interrupted");
        }
    }

    private Optional<String> denial() {
        return engine == null ? Optional.empty() : engine.denial();
    }

    private int fail(int status, @Nullable String message) {
        PrintWriter err = spec().commandLine().getErr();
        err.println("fleet: " + denial().orElse(String.valueOf(message)));
        err.flush();
        return status;
    }

    CommandSpec spec() {
        return java.util.Objects.requireNonNull(spec, "spec");
    }

    Seat seat() {
        return FleetTool.seat(spec());
    }

    PrintWriter out() {
        return spec().commandLine().getOut();
    }

    void say(String line) {
        out().println(line);
        out().flush();
    }

    Workplace workplace() {
        if (home != null) {
            return new Workplace(home);
        }
        String variable = System.getenv("USSL_FLEET_HOME");
        return new Workplace(
                variable != null ? Path.of(variable) : Path.of(System.getProperty("user.home"), ".ussl-fleet"));
    }

    /** Connects; the connection ends with the command. */
    Connection connect(Settings settings, String operator) throws IOException {
        Engine made = Engine.connect(settings, operator);
        engine = made;
        return made.connection();
    }

    /** Connects and lets the work be done. */
    int with(Work work)
            throws Refusal, IOException, GeneralSecurityException, UntrustedException, ChangedException,
                    InterruptedException {
        Workplace place = workplace();
        Settings settings = place.settings();
        SoftwareKeys keys = place.keys(Optional.ofNullable(passphraseFile).or(settings::passphrase), seat().secrets());
        Memory memory = place.memory();
        Book book = new Book(
                new Bucket(connect(settings, keys.party().name()), settings.fleet()), keys, place.operators(), memory);
        try {
            return work.on(book);
        } finally {
            // The JDK writes no file in a thread that is interrupted.
            boolean interrupted = Thread.interrupted();
            memory.save();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
