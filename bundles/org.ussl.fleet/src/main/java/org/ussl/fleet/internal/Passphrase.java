// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The passphrase of the operator's keys: from a file, from the environment, or asked for. There is no default. */
final class Passphrase {

    static final String VARIABLE = "USSL_FLEET_PASSPHRASE";

    private Passphrase() {}

    /** Reads it; the caller clears it. */
    static char[] read(Optional<Path> file, Seat.Secrets secrets) throws IOException, Refusal {
        if (file.isPresent()) {
            return firstLine(file.get());
        }
        String variable = System.getenv(VARIABLE);
        if (variable != null) {
            return variable.toCharArray();
        }
        return ask(secrets, "Passphrase of the operator's keys: ");
    }

    /** Reads a new one; asked for, it is asked for twice. */
    static char[] choose(Optional<Path> file, Seat.Secrets secrets) throws IOException, Refusal {
        if (file.isPresent() || System.getenv(VARIABLE) != null) {
            return read(file, secrets);
        }
        char[] first = ask(secrets, "New passphrase of the operator's keys (8 characters or more): ");
        char[] again = ask(secrets, "Once more: ");
        boolean same = Arrays.equals(first, again);
        Arrays.fill(again, ' ');
        if (!same) {
            Arrays.fill(first, ' ');
            throw new Refusal("the two are not the same; nothing was made");
        }
        return first;
    }

    private static char[] ask(Seat.Secrets secrets, String question) throws IOException, Refusal {
        return secrets.ask(question)
                .orElseThrow(() -> new Refusal("the passphrase of the operator's keys is needed: name its file by"
                        + " --passphrase-file, or set " + VARIABLE + "; at a terminal it is asked for"));
    }

    private static char[] firstLine(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        CharBuffer all = StandardCharsets.UTF_8.decode(java.nio.ByteBuffer.wrap(content));
        Arrays.fill(content, (byte) 0);
        int end = 0;
        while (end < all.length() && all.charAt(end) != '\n' && all.charAt(end) != '\r') {
            end++;
        }
        char[] line = new char[end];
        all.get(line);
        Arrays.fill(all.array(), ' ');
        return line;
    }
}
