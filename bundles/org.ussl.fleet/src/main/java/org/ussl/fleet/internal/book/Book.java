// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal.book;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.ussl.fleet.internal.book.Bucket.Entry;
import org.ussl.store.nats.internal.engine.BucketKeys;
import org.ussl.store.nats.internal.sealing.Party;
import org.ussl.store.nats.internal.sealing.PartyKeys;

/** A fleet's cards and roll-outs, as its operators have signed them; what nobody of them has signed is not in it. */
public final class Book {

    private final Bucket bucket;
    private final PartyKeys own;
    private final List<Party> operators;
    private final Memory memory;

    /**
     * Makes one.
     *
     * @param bucket the fleet's bucket
     * @param own the keys of the operator who changes it
     * @param operators whom he believes, himself included
     * @param memory what this machine has seen
     */
    public Book(Bucket bucket, PartyKeys own, Collection<Party> operators, Memory memory) {
        this.bucket = bucket;
        this.own = own;
        this.operators = List.copyOf(operators);
        this.memory = memory;
    }

    /** Who writes here. */
    public PartyKeys own() {
        return own;
    }

    /** The bucket. */
    public Bucket bucket() {
        return bucket;
    }

    /**
     * All gateways, those that were revoked too.
     *
     * @return by name
     * @throws UntrustedException if a card is not by an operator: who it is for would not be known
     * @throws IOException if the engine does not answer
     */
    public Map<String, Enrolment> gateways() throws IOException, UntrustedException {
        Map<String, Enrolment> all = new TreeMap<>();
        for (Map.Entry<String, Entry> each : bucket.all(BucketKeys.cards()).entrySet()) {
            all.put(name(each.getKey()), card(each.getKey(), each.getValue()));
        }
        return all;
    }

    /**
     * One gateway.
     *
     * @param name its name
     * @return its card; absent if it is not enrolled
     * @throws UntrustedException if it is not by an operator
     * @throws IOException if the engine does not answer
     */
    public Optional<Enrolment> gateway(String name) throws IOException, UntrustedException {
        Optional<Entry> entry = bucket.get(BucketKeys.card(name));
        return entry.isEmpty() ? Optional.empty() : Optional.of(card(BucketKeys.card(name), entry.get()));
    }

    private Enrolment card(String key, Entry entry) throws UntrustedException {
        Enrolment card = Enrolment.open(bucket.fleet(), key, entry.value(), operators);
        memory.see(key, card.serial());
        return card;
    }

    /**
     * Changes a card.
     *
     * @param name the gateway's name
     * @param change from what is there, or nothing, to what shall be there
     * @return what is there now
     * @throws ChangedException if another operator was faster
     * @throws UntrustedException if what is there is not by an operator
     * @throws IOException if the engine does not answer
     * @throws GeneralSecurityException if the operator's key cannot be used
     */
    public Enrolment enrol(String name, Function<Optional<Enrolment>, Enrolment> change)
            throws IOException, UntrustedException, ChangedException, GeneralSecurityException {
        String key = BucketKeys.card(name);
        Optional<Entry> entry = bucket.get(key);
        Optional<Enrolment> before = entry.isEmpty() ? Optional.empty() : Optional.of(card(key, entry.get()));
        Enrolment after = change.apply(before);
        if (before.filter(after::equals).isEmpty()) {
            bucket.put(
                    key,
                    after.sign(bucket.fleet(), key, own),
                    entry.map(Entry::revision).orElse(0L));
            memory.see(key, after.serial());
        }
        return after;
    }

    /**
     * A roll-out as it was seen.
     *
     * @param plan the roll-out
     * @param revision the engine's, for a change
     */
    public record Seen(Plan plan, long revision) {}

    /**
     * All roll-outs.
     *
     * @return by name, which is the order of time
     * @throws UntrustedException if one is not by an operator
     * @throws IOException if the engine does not answer
     */
    public Map<String, Plan> plans() throws IOException, UntrustedException {
        Map<String, Plan> all = new TreeMap<>();
        for (Map.Entry<String, Entry> each : bucket.all(BucketKeys.plans()).entrySet()) {
            all.put(name(each.getKey()), plan(each.getKey(), each.getValue()));
        }
        return all;
    }

    /**
     * One roll-out.
     *
     * @param name its name
     * @return it; absent if there is none
     * @throws UntrustedException if it is not by an operator
     * @throws IOException if the engine does not answer
     */
    public Optional<Seen> plan(String name) throws IOException, UntrustedException {
        Optional<Entry> entry = bucket.get(BucketKeys.plan(name));
        return entry.isEmpty()
                ? Optional.empty()
                : Optional.of(new Seen(
                        plan(BucketKeys.plan(name), entry.get()), entry.get().revision()));
    }

    private Plan plan(String key, Entry entry) throws UntrustedException {
        Plan plan = Plan.open(bucket.fleet(), key, entry.value(), operators);
        memory.see(key, plan.serial());
        return plan;
    }

    /**
     * Adds a roll-out.
     *
     * @param plan it
     * @return it, as it was put there
     * @throws ChangedException if there is one of this name
     * @throws IOException if the engine does not answer
     * @throws GeneralSecurityException if the operator's key cannot be used
     */
    public Seen add(Plan plan) throws IOException, ChangedException, GeneralSecurityException {
        return put(plan, 0);
    }

    /**
     * Changes a roll-out that is as it was seen.
     *
     * @param seen what was seen
     * @param change what is to become of it
     * @return it, as it is now
     * @throws ChangedException if it has changed since
     * @throws IOException if the engine does not answer
     * @throws GeneralSecurityException if the operator's key cannot be used
     */
    public Seen change(Seen seen, UnaryOperator<Plan> change)
            throws IOException, ChangedException, GeneralSecurityException {
        return put(change.apply(seen.plan), seen.revision);
    }

    private static String name(String key) {
        return key.substring(key.indexOf('.') + 1);
    }

    private Seen put(Plan plan, long seen) throws IOException, ChangedException, GeneralSecurityException {
        String key = BucketKeys.plan(plan.name());
        return new Seen(plan, bucket.put(key, plan.sign(bucket.fleet(), key, own), seen));
    }
}
