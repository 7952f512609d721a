// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal.book;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.ussl.store.nats.internal.sealing.Party;
import org.ussl.store.nats.internal.sealing.PartyKeys;
import org.ussl.store.nats.internal.sealing.RefusedValueException;
import org.ussl.store.nats.internal.sealing.Signed;

/**
 * Lines of text that an operator has signed. The first line says what they are, the second one for which fleet, the
 * third one under which key of the bucket: a signature for one place is none for another.
 *
 * @param lines what is stated
 * @param signer who states it
 */
record Statement(List<String> lines, Party signer) {

    Statement {
        lines = List.copyOf(lines);
    }

    static byte[] sign(String kind, String fleet, String key, List<String> lines, PartyKeys keys)
            throws GeneralSecurityException {
        List<String> all = new ArrayList<>(List.of(kind, fleet, key));
        all.addAll(lines);
        for (String line : all) {
            if (line.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("a line that is signed has no line's end in it");
            }
        }
        return Signed.sign(String.join("\n", all).getBytes(StandardCharsets.UTF_8), keys);
    }

    /**
     * Reads one.
     *
     * @throws UntrustedException if it is not signed by one of the operators, or for another place
     */
    static Statement open(String kind, String fleet, String key, byte[] value, Collection<Party> operators)
            throws UntrustedException {
        try {
            Signed signed = Signed.verify(value, operators);
            List<String> lines = List.of(new String(signed.content(), StandardCharsets.UTF_8).split("\n", -1));
            if (lines.size() < 3 || !lines.subList(0, 3).equals(List.of(kind, fleet, key))) {
                throw new UntrustedException(key + ": what is there was signed for another place; it is not used");
            }
            return new Statement(lines.subList(3, lines.size()), signed.signer());
        } catch (RefusedValueException | GeneralSecurityException e) {
            throw new UntrustedException(
                    key + ": what is there " + e.getMessage() + "; it is not used. If an operator's card is missing"
                            + " here: fleet trust CARD",
                    e);
        }
    }
}
