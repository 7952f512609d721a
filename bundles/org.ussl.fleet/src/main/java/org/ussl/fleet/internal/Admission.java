// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.ussl.fleet.internal.book.Book;
import org.ussl.fleet.internal.book.ChangedException;
import org.ussl.fleet.internal.book.Enrolment;
import org.ussl.fleet.internal.book.UntrustedException;
import org.ussl.store.nats.internal.sealing.Party;

/**
 * Takes gateways into a fleet by their cards.
 *
 * @param cards the gateways
 * @param groups groups that they are in from now on
 * @param replace whether a card is taken where the gateway is enrolled with other keys
 */
record Admission(List<Party> cards, List<String> groups, boolean replace) {

    /** Reads the cards, before anything is changed. */
    static Admission of(List<Path> files, List<String> groups, boolean replace) throws IOException, Refusal {
        for (String group : groups) {
            if (!Party.isName(group) || group.equals("all")) {
                throw new IllegalArgumentException("--group: must be a-z, 0-9, dash, underscore, and not all");
            }
        }
        List<Party> cards = new ArrayList<>();
        for (Path file : files) {
            cards.addAll(Workplace.cards(file));
        }
        return new Admission(List.copyOf(cards), List.copyOf(groups), replace);
    }

    /** Enrols them, one after the other; tells of each. */
    void enter(Book book, Consumer<String> told)
            throws Refusal, IOException, GeneralSecurityException, UntrustedException, ChangedException {
        for (Party card : cards) {
            Optional<Enrolment> there = book.gateway(card.name());
            if (there.isPresent() && !there.get().gateway().equals(card) && !replace) {
                throw new Refusal(card.name() + " is enrolled with other keys ("
                        + there.get().gateway().fingerprint().substring(0, 16)
                        + "...); if it was set up anew, say so by: fleet enrol --replace");
            }
            Enrolment now = book.enrol(card.name(), before -> after(card, before));
            told.accept("enrolled " + card.name() + "  " + card.fingerprint() + "  " + String.join(" ", now.groups()));
        }
    }

    private Enrolment after(Party card, Optional<Enrolment> before) {
        List<String> all = new ArrayList<>(groups);
        before.ifPresent(there -> all.addAll(there.groups()));
        long serial = before.map(Enrolment::serial).orElse(0L);
        Enrolment same = new Enrolment(card, serial, false, all);
        return before.filter(same::equals).orElse(new Enrolment(card, serial + 1, false, all));
    }
}
