// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.store.nats.internal.sealing.Party;

/**
 * Whom this gateway takes deliveries from: a file with one card a line, which is read anew for each value, so that who
 * was taken off the list is refused from then on. A list that cannot be read, or has a line that is no card, trusts
 * nobody.
 */
public final class OperatorList implements Supplier<Collection<Party>> {

    private static final Logger LOG = LoggerFactory.getLogger(OperatorList.class);
    private static final long MAX_BYTES = 1 << 20;

    private final Path file;
    private String complaint = ""; // guarded by this

    /**
     * Takes a file.
     *
     * @param file the list; it need not be there yet
     */
    public OperatorList(Path file) {
        this.file = file;
    }

    @Override
    public synchronized Collection<Party> get() {
        try {
            if (Files.size(file) > MAX_BYTES) {
                return nobody("is longer than " + MAX_BYTES + " bytes");
            }
            List<Party> parties = new ArrayList<>();
            int number = 0;
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                number++;
                if (!line.isBlank() && !line.startsWith("#")) {
                    try {
                        parties.add(Party.parse(line));
                    } catch (IllegalArgumentException e) {
                        return nobody("has no card in line " + number + " (" + e.getMessage() + ")");
                    }
                }
            }
            if (parties.isEmpty()) {
                return nobody("has no card");
            }
            if (!complaint.isEmpty()) {
                complaint = "";
                LOG.info("operators: {} is read again, {} on it", file, parties.size());
            }
            return parties;
        } catch (IOException e) {
            return nobody("cannot be read (" + e + ")");
        }
    }

    private List<Party> nobody(String why) {
        if (!why.equals(complaint)) {
            complaint = why;
            LOG.warn("operators: {} {}: nobody is trusted until that is mended", file, why);
        }
        return List.of();
    }
}
