// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.sealing;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import org.ussl.store.nats.internal.sealing.RefusedValueException.Reason;

/**
 * Decides on values that arrive at a gateway: lets through what is for it, from someone whom it trusts, and newer than
 * what it has taken. The engine may do what it likes: it can keep values back, and no more.
 */
public final class DeliveryGate {

    private final String fleet;
    private final PartyKeys own;
    private final Supplier<? extends Collection<Party>> trusted;
    private final Marks marks;

    /**
     * Makes one.
     *
     * @param fleet the fleet's name
     * @param own the gateway's keys
     * @param trusted who may send; asked anew for each value
     * @param marks what was taken
     */
    public DeliveryGate(String fleet, PartyKeys own, Supplier<? extends Collection<Party>> trusted, Marks marks) {
        this.fleet = fleet;
        this.own = own;
        this.trusted = trusted;
        this.marks = marks;
    }

    /**
     * Opens a value. A delivery that is let through stays the next one until it is {@linkplain #taken taken}: whoever
     * stops in between is given it again.
     *
     * @param profile the profile that the engine has it for
     * @param value what the engine has
     * @return the delivery, for the caller to close; absent if it is the one that was taken last
     * @throws RefusedValueException if it must not be used
     * @throws GeneralSecurityException if the gateway's own key cannot be reached; to be tried again
     * @throws IOException if it cannot be told what was taken; to be tried again
     */
    public Optional<Delivery> open(String profile, byte[] value)
            throws RefusedValueException, GeneralSecurityException, IOException {
        SealedValue sealed = SealedValue.parse(value);
        Mark last = marks.last(profile);
        if (last.digest().equals(Mark.digestOf(value))) {
            return Optional.empty();
        }
        Delivery delivery = sealed.open(own, trusted.get());
        try {
            requireInPlace(delivery, profile);
            requireNewer(delivery, last);
        } catch (RefusedValueException e) {
            delivery.close();
            throw e;
        }
        return Optional.of(delivery);
    }

    /**
     * Remembers what is in use before a delivery is dealt with, so that it can be undone later.
     *
     * @param delivery what {@link #open} has let through
     * @param revision the profile's revision in use; 0 if there is none
     * @return what is remembered of this profile
     * @throws IOException if that could not be written; nothing may be taken then
     */
    public Mark begin(Delivery delivery, long revision) throws IOException {
        Mark last = marks.last(delivery.profile());
        Mark begun = last.begin(delivery.number(), revision);
        if (!begun.equals(last)) {
            marks.remember(delivery.profile(), begun);
        }
        return begun;
    }

    /**
     * Remembers that a delivery was dealt with for good, whether the gateway uses it or has refused its content.
     *
     * @param delivery what {@link #open} has let through
     * @param value the value that it came in
     * @throws IOException if that could not be written; the delivery will come again
     */
    public void taken(Delivery delivery, byte[] value) throws IOException {
        Mark last = marks.last(delivery.profile());
        marks.remember(delivery.profile(), last.taken(delivery.number(), value));
    }

    /**
     * Makes a report of a value.
     *
     * @param profile the profile that it came for
     * @param value the value
     * @param outcome what became of it
     * @param revision the profile's revision in use; 0 if that is not known
     * @param message one line for the operator
     * @param at when
     * @return the report
     */
    public Report report(
            String profile, byte[] value, Report.Outcome outcome, long revision, String message, Instant at) {
        long taken;
        try {
            taken = marks.last(profile).number();
        } catch (IOException e) {
            // That nothing is taken before this is mended, the report says in its message.
            taken = 0;
        }
        return new Report(fleet, own.party(), profile, Mark.digestOf(value), taken, outcome, revision, message, at);
    }

    /**
     * Makes a report of a delivery that is about to be {@linkplain #taken taken}.
     *
     * @param delivery what was dealt with
     * @param value the value that it came in
     * @param outcome what became of it
     * @param revision the profile's revision in use; 0 if that is not known
     * @param message one line for the operator
     * @param at when
     * @return the report
     */
    public Report report(
            Delivery delivery, byte[] value, Report.Outcome outcome, long revision, String message, Instant at) {
        return new Report(
                fleet,
                own.party(),
                delivery.profile(),
                Mark.digestOf(value),
                delivery.number(),
                outcome,
                revision,
                message,
                at);
    }

    private void requireInPlace(Delivery delivery, String profile) throws RefusedValueException {
        if (!delivery.fleet().equals(fleet) || !delivery.profile().equals(profile)) {
            throw new RefusedValueException(
                    Reason.MISPLACED,
                    "was made for the profile " + delivery.profile() + " of a gateway of the fleet " + delivery.fleet()
                            + ", and came for " + profile + " of " + fleet);
        }
    }

    private static void requireNewer(Delivery delivery, Mark last) throws RefusedValueException {
        if (delivery.number() <= last.number()) {
            throw new RefusedValueException(
                    Reason.STALE,
                    "has number " + delivery.number() + ", and " + last.number() + " was taken already: the engine went"
                            + " back, or two operators sent at once");
        }
        if (delivery.previous() < last.number()) {
            throw new RefusedValueException(
                    Reason.OVERTAKEN,
                    "takes the place of number " + delivery.previous() + ", and " + last.number()
                            + " was taken since: its sender must look at that first and send again");
        }
    }
}
