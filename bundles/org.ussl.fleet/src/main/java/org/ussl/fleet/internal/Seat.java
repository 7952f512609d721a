// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where an operator sits: at the terminal of the tool's own process, or in a session of a shell.
 *
 * @param out where a command answers
 * @param err where it complains
 * @param secrets asks for passphrases
 * @param terminal whether what was printed can be printed over
 * @param folder what relative names of files are relative to
 */
public record Seat(PrintWriter out, PrintWriter err, Secrets secrets, boolean terminal, Path folder) {

    /** Asks for what nobody may see. */
    public interface Secrets {

        /**
         * Asks.
         *
         * @param question what for
         * @return the answer, which the caller clears; absent if there is nobody who could be asked
         * @throws IOException if the terminal is gone
         */
        Optional<char[]> ask(String question) throws IOException;
    }

    /** That of the tool's own process. */
    static Seat process(PrintWriter out, PrintWriter err) {
        // Java's own answer changed from 17 to 22; the start script asks the system.
        return new Seat(out, err, Terminal::askSecretly, Boolean.getBoolean("ussl.terminal"), Path.of(""));
    }
}
