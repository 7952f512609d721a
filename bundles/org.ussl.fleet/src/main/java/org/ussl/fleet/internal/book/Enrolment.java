// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal.book;

import java.security.GeneralSecurityException;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.ussl.store.nats.internal.sealing.Party;
import org.ussl.store.nats.internal.sealing.PartyKeys;

/**
 * A gateway as an operator has enrolled it.
 *
 * @param gateway its name and keys
 * @param serial grows with each change, so that an engine which shows an old state is found out
 * @param revoked whether it gets nothing any more
 * @param groups the groups that it is in, in order
 */
public record Enrolment(Party gateway, long serial, boolean revoked, List<String> groups) {

    private static final String KIND = "ussl fleet card 1";
    private static final String REVOKED = "revoked";
    private static final String ENROLLED = "enrolled";

    /** Puts the groups in order, each once. */
    public Enrolment {
        groups = List.copyOf(new TreeSet<>(groups));
    }

    /** Signs it. */
    byte[] sign(String fleet, String key, PartyKeys keys) throws GeneralSecurityException {
        List<String> lines =
                List.of(Long.toString(serial), revoked ? REVOKED : ENROLLED, String.join(" ", groups), gateway.card());
        return Statement.sign(KIND, fleet, key, lines, keys);
    }

    /** Reads one. */
    static Enrolment open(String fleet, String key, byte[] value, Collection<Party> operators)
            throws UntrustedException {
        List<String> lines = Statement.open(KIND, fleet, key, value, operators).lines();
        try {
            Enrolment enrolment = new Enrolment(
                    Party.parse(lines.get(3)),
                    Long.parseLong(lines.get(0)),
                    !lines.get(1).equals(ENROLLED),
                    lines.get(2).isEmpty() ? List.of() : List.of(lines.get(2).split(" ")));
            if (key.endsWith("." + enrolment.gateway.name())) {
                return enrolment;
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new UntrustedException(key + ": what is there is no card", e);
        }
        throw new UntrustedException(key + ": what is there is the card of another gateway");
    }
}
