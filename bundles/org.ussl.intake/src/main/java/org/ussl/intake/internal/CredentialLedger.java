// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.CertificateRequest;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.Credentials;
import org.ussl.credential.GatewayProfile;
import org.ussl.credential.Origin;
import org.ussl.credential.PendingPart;
import org.ussl.credential.spi.Arrival;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.PendingCredential;
import org.ussl.credential.spi.SigningKey;

/** Shows what the store has, and goes back in it. The gateway's own profiles are not shown. */
final class CredentialLedger implements Credentials {

    private static final Logger LOG = LoggerFactory.getLogger(CredentialLedger.class);

    private final CredentialStore store;
    private final ProfileTurns turns;
    private final WaitingRoom waitingRoom;
    private final Passphrases passphrases;

    CredentialLedger(CredentialStore store, ProfileTurns turns, WaitingRoom waitingRoom, Passphrases passphrases) {
        this.store = store;
        this.turns = turns;
        this.waitingRoom = waitingRoom;
        this.passphrases = passphrases;
    }

    @Override
    public List<CredentialInfo> profiles() {
        return store.profiles().stream()
                .filter(profile -> !GatewayProfile.isName(profile))
                .sorted()
                .map(this::shown)
                .toList();
    }

    @Override
    public List<CredentialInfo> history(String profile) {
        if (GatewayProfile.isName(profile)) {
            return List.of();
        }
        try {
            long revision =
                    store.current(profile).map(CredentialVersion::revision).orElse(0L);
            List<PendingPart> pending = pending(profile);
            return store.history(profile).stream()
                    .map(version -> version.revision() == revision
                            ? Descriptions.of(version, true, pending)
                            : Descriptions.of(version, false, List.of()))
                    .toList();
        } catch (CredentialStoreException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public CredentialInfo rollback(String profile, long revision) {
        return rollback(profile, revision, Origin.UNKNOWN);
    }

    @Override
    public CredentialInfo rollback(String profile, long revision, Origin origin) {
        CredentialPath path = new CredentialPath(profile, CredentialPart.CERT);
        try (ProfileTurns.Turn turn = turns.take(path.profile())) {
            CredentialVersion version = store.rollback(profile, revision, origin);
            LOG.info("{}: revision {} is in use again, as revision {}", profile, revision, version.revision());
            return Descriptions.of(version, true, pending(profile));
        } catch (CredentialStoreException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String request(String profile, CertificateRequest request, Origin origin) {
        // Both refuse before a key is made.
        CredentialPath path = new CredentialPath(profile, CredentialPart.KEY);
        RequestFile file = new RequestFile(request);
        try (ProfileTurns.Turn turn = turns.take(path.profile())) {
            SigningKey key = store.generate(profile, request.kind(), origin);
            // A chain that waits is another key's.
            store.drop(profile, CredentialPart.CERT);
            LOG.info("{}: a new key was made, which waits for its certificate", profile);
            return file.signedBy(key, request.kind());
        } catch (CredentialStoreException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new UncheckedIOException(new CredentialStoreException(
                    profile + ": the new key could not sign the request: " + e.getMessage(), e));
        }
    }

    /** The version in use. */
    Optional<CredentialInfo> inUse(String profile) {
        return store.current(profile).map(version -> Descriptions.of(version, true, pending(profile)));
    }

    private CredentialInfo shown(String profile) {
        return inUse(profile)
                .orElseGet(() -> Descriptions.of(
                        new CredentialVersion(profile, 0, Instant.EPOCH, List.of(), List.of(), List.of(), null),
                        true,
                        pending(profile)));
    }

    private List<PendingPart> pending(String profile) {
        List<PendingPart> parts = new ArrayList<>();
        PendingCredential pending = store.pending(profile);
        for (CredentialPart part : WaitingRoom.parts(pending)) {
            Arrival arrival = pending.arrivals().get(part);
            parts.add(new PendingPart(
                    part,
                    waitingRoom.arrivedAt(pending, part),
                    waitingRoom.expiresAt(profile, pending, part),
                    arrival == null ? Origin.UNKNOWN : arrival.origin(),
                    part == CredentialPart.CERT
                            ? Optional.of(Descriptions.of(pending.chain().get(0)))
                            : Optional.empty()));
        }
        passphrases
                .keptUntil(profile)
                .ifPresent(until -> parts.add(new PendingPart(
                        CredentialPart.PASSPHRASE,
                        Optional.empty(),
                        Optional.of(until),
                        Origin.UNKNOWN,
                        Optional.empty())));
        return parts;
    }
}
