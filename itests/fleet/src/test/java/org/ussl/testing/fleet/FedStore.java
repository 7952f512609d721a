// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.fleet;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueWatcher;
import io.nats.client.impl.NatsKeyValueWatchSubscription;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.KeyKind;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.KeyMaterial;
import org.ussl.credential.spi.PendingCredential;
import org.ussl.credential.spi.SigningKey;
import org.ussl.store.nats.internal.engine.BucketKeys;
import org.ussl.store.nats.internal.engine.SentProfiles;
import org.ussl.store.nats.internal.sealing.Delivery;
import org.ussl.store.nats.internal.sealing.PartyKeys;
import org.ussl.store.nats.internal.sealing.RefusedValueException;
import org.ussl.store.nats.internal.sealing.Report;
import org.ussl.store.nats.internal.sealing.Report.Outcome;
import org.ussl.store.nats.internal.sealing.SealedValue;
import org.ussl.testing.pki.Identity;

/**
 * A gateway's store that is changed over its fleet alone: each change is sealed by an operator, carried by a real
 * engine, judged by the gateway's gate and its intake, and has returned when the gateway's report is there. What is
 * read is the gateway's own store. Changes that nobody can ask for over a feed abort the test, and say why.
 */
final class FedStore implements CredentialStore, AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;
    private static final long FIRST = 1000;
    private static final String NO_PAIR_WAITS = "over a feed, a pair that is whole does not wait: it is used";

    private final String fleet;
    private final PartyKeys operator;
    private final SimulatedGateway gateway;
    private final CredentialStore own;
    private final Memory memory;
    private final KeyValue bucket;
    private final NatsKeyValueWatchSubscription watch;
    private final BlockingQueue<KeyValueEntry> reports = new LinkedBlockingQueue<>();

    /** What an operator finds in the bucket, and a restart of the gateway does not change. */
    static final class Memory {
        private final Map<String, Long> last = new HashMap<>();
        private final Map<String, Map<Long, Long>> deliveryAfter = new HashMap<>();
    }

    FedStore(Connection engine, String fleet, PartyKeys operator, SimulatedGateway gateway, Memory memory)
            throws IOException, JetStreamApiException, InterruptedException {
        this.fleet = fleet;
        this.operator = operator;
        this.gateway = gateway;
        this.own = gateway.store();
        this.memory = memory;
        bucket = engine.keyValue(fleet);
        watch = bucket.watch("from." + gateway.party().name() + ".*", new KeyValueWatcher() {
            @Override
            public void watch(KeyValueEntry entry) {
                reports.add(entry);
            }

            @Override
            public void endOfData() {}
        });
    }

    @Override
    public synchronized CredentialVersion commit(String profile, CredentialUpdate update)
            throws CredentialStoreException {
        List<Delivery.File> files = new ArrayList<>();
        List<X509Certificate> anchors = update.trustAnchors();
        if (anchors != null) {
            files.add(file(CredentialPart.CA, anchors.isEmpty() ? new byte[0] : Identity.pem(anchors)));
        }
        List<X509CRL> crls = update.crls();
        if (crls != null) {
            files.add(file(
                    CredentialPart.CRL, crls.isEmpty() ? new byte[0] : Identity.crlPem(crls.toArray(X509CRL[]::new))));
        }
        CredentialUpdate.Identity identity = update.identity();
        if (identity != null) {
            switch (identity.source()) {
                case NEW -> {
                    files.add(file(CredentialPart.CERT, Identity.pem(identity.chain())));
                    files.add(key(Objects.requireNonNull(identity.key())));
                }
                case CURRENT, PENDING -> files.add(file(CredentialPart.CERT, Identity.pem(identity.chain())));
                case NONE -> files.add(file(CredentialPart.CERT, new byte[0]));
            }
        }
        Report report = deliver(profile, files, 0);
        if (report.outcome() != Outcome.IN_USE) {
            throw new CredentialStoreException(report.message(), null);
        }
        return inUse(profile, report);
    }

    @Override
    public synchronized void hold(String profile, List<X509Certificate> chain) throws CredentialStoreException {
        var counterpart = own.pending(profile).publicKey();
        if (chain.get(0).getPublicKey().equals(counterpart)) {
            Assumptions.abort(NO_PAIR_WAITS);
        }
        waits(profile, file(CredentialPart.CERT, Identity.pem(chain)));
    }

    @Override
    public synchronized void hold(String profile, KeyMaterial key) throws CredentialStoreException {
        List<X509Certificate> chain = own.pending(profile).chain();
        if (!chain.isEmpty() && chain.get(0).getPublicKey().equals(key.publicKey())) {
            Assumptions.abort(NO_PAIR_WAITS);
        }
        waits(profile, key(key));
    }

    private void waits(String profile, Delivery.File part) throws CredentialStoreException {
        Report report = deliver(profile, List.of(part), 0);
        if (report.outcome() != Outcome.WAITS) {
            throw new CredentialStoreException(report.outcome() + ": " + report.message(), null);
        }
    }

    @Override
    public void hold(String profile, List<X509Certificate> chain, Origin origin) {
        Assumptions.abort("over a feed, it is the delivery's sender who brings it");
    }

    @Override
    public synchronized boolean drop(String profile, CredentialPart part) throws CredentialStoreException {
        PendingCredential waiting = own.pending(profile);
        boolean there = part == CredentialPart.KEY
                ? waiting.publicKey() != null
                : !waiting.chain().isEmpty();
        if (there) {
            deliver(profile, List.of(file(part, new byte[0])), 0);
        }
        return there;
    }

    @Override
    public SigningKey generate(String profile, KeyKind kind, Origin origin) {
        return Assumptions.abort("over a feed, nobody has the gateway make a key");
    }

    /** A feed undoes deliveries: the one that came upon the wanted revision. */
    @Override
    public synchronized CredentialVersion rollback(String profile, long revision) throws CredentialStoreException {
        long undone = memory.deliveryAfter.getOrDefault(profile, Map.of()).getOrDefault(revision, 1L);
        Report report = deliver(profile, List.of(), undone);
        if (report.outcome() != Outcome.IN_USE) {
            throw new IllegalArgumentException(report.message());
        }
        return inUse(profile, report);
    }

    private CredentialVersion inUse(String profile, Report report) {
        CredentialVersion version = own.current(profile).orElseThrow();
        if (version.revision() != report.revision()) {
            throw new AssertionError("reported as in use: " + report.revision() + ", and it is " + version.revision());
        }
        return version;
    }

    private Report deliver(String profile, List<Delivery.File> files, long undone) throws CredentialStoreException {
        long last = memory.last.getOrDefault(profile, FIRST);
        long number = last + 1;
        long before = own.current(profile).map(CredentialVersion::revision).orElse(0L);
        try (Delivery delivery = undone == 0
                ? new Delivery(fleet, gateway.party(), operator.party(), profile, number, last, files)
                : Delivery.rollback(fleet, gateway.party(), operator.party(), profile, number, last, undone)) {
            SentProfiles.note(bucket, gateway.party().name(), profile);
            bucket.put(BucketKeys.delivery(gateway.party().name(), profile), SealedValue.seal(delivery, operator));
            memory.last.put(profile, number);
            memory.deliveryAfter
                    .computeIfAbsent(profile, name -> new HashMap<>())
                    .putIfAbsent(before, number);
            return awaitReport(profile, number);
        } catch (IOException | JetStreamApiException | GeneralSecurityException | RefusedValueException e) {
            throw new AssertionError("the fleet's way fails", e);
        }
    }

    private Report awaitReport(String profile, long number)
            throws GeneralSecurityException, RefusedValueException, IOException {
        String key = BucketKeys.report(gateway.party().name(), profile);
        while (true) {
            try {
                KeyValueEntry entry = reports.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (entry == null) {
                    throw new AssertionError("no report of delivery " + number + " of " + profile);
                }
                if (entry.getKey().equals(key)) {
                    Report report = Report.open(entry.getValue(), operator, fleet, gateway.party(), profile);
                    if (report.taken() == number) {
                        return report;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    private static Delivery.File key(KeyMaterial key) {
        return file(CredentialPart.KEY, Identity.pem("PRIVATE KEY", key.pkcs8()));
    }

    private static Delivery.File file(CredentialPart part, byte[] content) {
        return new Delivery.File(part, content);
    }

    @Override
    public Set<String> profiles() {
        return own.profiles();
    }

    @Override
    public Optional<CredentialVersion> current(String profile) {
        return own.current(profile);
    }

    @Override
    public List<CredentialVersion> history(String profile) throws CredentialStoreException {
        return own.history(profile);
    }

    @Override
    public PendingCredential pending(String profile) {
        return own.pending(profile);
    }

    @Override
    public void probe() throws CredentialStoreException {
        own.probe();
    }

    @Override
    public Subscription subscribe(Consumer<String> listener) {
        return own.subscribe(listener);
    }

    /** As a gateway that stops; its store, too. */
    @Override
    public void close() throws Exception {
        watch.unsubscribe();
        gateway.close();
        ((AutoCloseable) own).close();
    }

    @Override
    public String toString() {
        return own.toString();
    }
}
