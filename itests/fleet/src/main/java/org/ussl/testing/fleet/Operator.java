// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.fleet;

import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueEntry;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.ussl.credential.CredentialPart;
import org.ussl.store.nats.internal.engine.BucketKeys;
import org.ussl.store.nats.internal.engine.SentProfiles;
import org.ussl.store.nats.internal.sealing.Delivery;
import org.ussl.store.nats.internal.sealing.Party;
import org.ussl.store.nats.internal.sealing.PartyKeys;
import org.ussl.store.nats.internal.sealing.RefusedValueException;
import org.ussl.store.nats.internal.sealing.Report;
import org.ussl.store.nats.internal.sealing.SealedValue;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/** Who pushes: seals for one gateway after the other, and opens their reports. */
public final class Operator {
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final String fleet;
    private final PartyKeys keys;
    private final Authority authority = Authority.create("CN=Fleet CA");
    private final AtomicLong serial = new AtomicLong();

    /** Makes one with its own keys and CA. */
    public Operator(String fleet, PartyKeys keys) {
        this.fleet = fleet;
        this.keys = keys;
    }

    /**
     * A sealed delivery.
     *
     * @param gateway whom it is for
     * @param profile the profile
     * @param number its number
     * @param previous the number of its predecessor; 0 if it has none
     * @param identity what is in it
     * @param value what goes to the engine
     */
    public record Push(Party gateway, String profile, long number, long previous, Identity identity, byte[] value) {}

    /** Its public side. */
    public Party party() {
        return keys.party();
    }

    /** Its CA. */
    public Authority authority() {
        return authority;
    }

    /** Issues a certificate for a gateway. */
    public Identity issue(Party gateway) {
        return authority.issue(Certificate.named("CN=" + gateway.name() + "-" + serial.incrementAndGet()));
    }

    /** Seals CA, certificate and key for a gateway. */
    public Push seal(Party gateway, String profile, long number, long previous, Identity identity)
            throws GeneralSecurityException {
        List<Delivery.File> files = List.of(
                new Delivery.File(CredentialPart.CA, authority.pem()),
                new Delivery.File(CredentialPart.CERT, identity.chainPem()),
                new Delivery.File(CredentialPart.KEY, identity.keyPem()));
        try (Delivery delivery = new Delivery(fleet, gateway, keys.party(), profile, number, previous, files)) {
            return new Push(gateway, profile, number, previous, identity, SealedValue.seal(delivery, keys));
        }
    }

    /**
     * Puts it, with compare-and-set. If the engine does not answer, it is asked whether it has it, until it says so.
     *
     * @return the engine's revision
     */
    public long put(KeyValue bucket, Push push, long lastRevision) throws IOException, JetStreamApiException {
        String key = BucketKeys.delivery(push.gateway().name(), push.profile());
        Instant end = Instant.now().plus(PATIENCE);
        IOException last = null;
        while (Instant.now().isBefore(end)) {
            try {
                if (lastRevision == 0) {
                    SentProfiles.note(bucket, push.gateway().name(), push.profile());
                }
                return bucket.update(key, push.value(), lastRevision);
            } catch (IOException e) {
                last = e;
            } catch (JetStreamApiException e) {
                // Its own value from before, whose acknowledgement was lost; or no leader at the moment.
                last = new IOException(e);
            }
            try {
                KeyValueEntry there = bucket.get(key);
                if (there != null && Arrays.equals(there.getValue(), push.value())) {
                    return there.getRevision();
                }
            } catch (IOException | JetStreamApiException e) {
                last = new IOException(e);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new IOException("the engine does not take " + key, last);
    }

    /** What a gateway says now; absent if it has said nothing. */
    public Optional<Report> report(KeyValue bucket, Party gateway, String profile)
            throws IOException, JetStreamApiException, GeneralSecurityException, RefusedValueException {
        KeyValueEntry entry = bucket.get(BucketKeys.report(gateway.name(), profile));
        return entry == null ? Optional.empty() : Optional.of(open(entry, gateway, profile));
    }

    /** Opens a report. */
    public Report open(KeyValueEntry entry, Party gateway, String profile)
            throws GeneralSecurityException, RefusedValueException {
        return Report.open(entry.getValue(), keys, fleet, gateway, profile);
    }
}
