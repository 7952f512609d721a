// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.component;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.ussl.store.nats.internal.engine.FeedState;
import org.ussl.store.nats.internal.sealing.Mark;
import org.ussl.store.nats.internal.sealing.MarkFolder;
import org.ussl.store.nats.internal.sealing.Party;
import org.ussl.store.nats.internal.sealing.Report;

/** What {@code ussl:fleet} prints: who this gateway is, whom it trusts, whether the engine is there, what was taken. */
final class LinkSheet {

    private LinkSheet() {}

    static String of(
            FleetSettings settings, Party own, Collection<Party> operators, FeedState state, MarkFolder marks) {
        StringBuilder sheet = new StringBuilder();
        line(sheet, "fleet", settings.fleet());
        line(
                sheet,
                "engine",
                (state.connected() ? "connected to " : "not connected: ") + state.where() + ", since "
                        + second(state.since()));
        line(sheet, "card", own.card());
        line(sheet, "fingerprint", own.fingerprint());
        if (operators.isEmpty()) {
            line(sheet, "operator", "nobody: put the operators' cards into " + settings.operators());
        }
        operators.forEach(operator -> line(sheet, "operator", operator.name() + " " + operator.fingerprint()));
        profiles(sheet, state, marks);
        return sheet.toString().stripTrailing();
    }

    private static void profiles(StringBuilder sheet, FeedState state, MarkFolder marks) {
        try {
            Set<String> profiles = new TreeSet<>(marks.profiles());
            profiles.addAll(state.reports().keySet());
            for (String profile : profiles) {
                Mark mark = marks.last(profile);
                Report report = state.reports().get(profile);
                String taken = mark.number() == 0
                        ? "nothing taken yet"
                        : "delivery " + mark.number() + " of " + second(Instant.ofEpochMilli(mark.number()));
                line(
                        sheet,
                        profile,
                        report == null ? taken : taken + "; " + report.outcome() + ": " + report.message());
            }
        } catch (IOException e) {
            line(sheet, "taken", "cannot be told: " + e.getMessage());
        }
    }

    private static Instant second(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }

    private static void line(StringBuilder sheet, String word, String text) {
        sheet.append("%-12s %s%n".formatted(word, text));
    }
}
