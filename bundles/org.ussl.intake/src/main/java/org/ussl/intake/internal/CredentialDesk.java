// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.IntakeReceipt.Status;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;

/**
 * Takes what is uploaded or removed: has it read, takes the profile's turn, and lets the {@link Deciders} decide, over
 * the store for a single part and over a {@link Draft} for several. What is in use and what waits is the store's, so
 * that a half-delivered pair survives a restart; only an uploaded passphrase is kept here, in memory.
 */
final class CredentialDesk implements CredentialIntake {

    /** A passphrase before what it opens, a CA before whom it has to have signed. */
    private static final List<CredentialPart> ORDER = List.of(
            CredentialPart.PASSPHRASE,
            CredentialPart.CA,
            CredentialPart.PKCS12,
            CredentialPart.CERT,
            CredentialPart.KEY,
            CredentialPart.CRL);

    private final CredentialStore store;
    private final Validity validity;
    private final ProfileTurns turns;
    private final Passphrases passphrases;
    private final WaitingRoom waitingRoom;
    private final PartReader reader;
    private final Deciders deciders;

    CredentialDesk(
            CredentialStore store,
            IntakeSettings settings,
            Validity validity,
            ProfileTurns turns,
            Passphrases passphrases,
            WaitingRoom waitingRoom) {
        this.store = store;
        this.validity = validity;
        this.turns = turns;
        this.passphrases = passphrases;
        this.waitingRoom = waitingRoom;
        this.reader = new PartReader(settings, validity, passphrases);
        this.deciders = Deciders.over(store, validity, passphrases);
    }

    /** Takes other settings, for what comes from now on. */
    void settings(IntakeSettings next) {
        reader.settings(next);
        waitingRoom.patience(next.patience());
    }

    @Override
    public IntakeReceipt offer(CredentialPath path, byte[] content) throws CredentialRejectedException {
        return offer(path, content, Origin.UNKNOWN);
    }

    @Override
    public IntakeReceipt offer(CredentialPath path, byte[] content, Origin origin) throws CredentialRejectedException {
        try (Offered offered = reader.read(path, content)) {
            IntakeReceipt receipt = inTurn(
                            path, () -> List.of(offered.decision().make(deciders, origin)))
                    .get(0);
            forgetPassphrase(path);
            return receipt;
        }
    }

    @Override
    public List<IntakeReceipt> offer(String profile, Map<CredentialPart, byte[]> parts, Origin origin)
            throws CredentialRejectedException {
        List<Offered> all = new ArrayList<>();
        try {
            for (CredentialPart part : ORDER) {
                byte[] content = parts.get(part);
                if (content != null) {
                    CredentialPath path = new CredentialPath(profile, part);
                    all.add(content.length == 0 ? removed(path) : reader.read(path, content));
                }
            }
            if (all.isEmpty()) {
                return List.of();
            }
            boolean pair = isPair(all);
            List<IntakeReceipt> receipts =
                    inTurn(all.get(0).path(), () -> decide(all, pair, new Draft(store, profile, origin), origin));
            all.forEach(offered -> forgetPassphrase(offered.path()));
            return receipts;
        } finally {
            all.forEach(Offered::close);
            if (parts.containsKey(CredentialPart.PASSPHRASE)) {
                passphrases.drop(profile);
            }
        }
    }

    /** Once what it opens was taken. */
    private void forgetPassphrase(CredentialPath path) {
        if (path.part() == CredentialPart.KEY || path.part() == CredentialPart.PKCS12) {
            passphrases.drop(path.profile());
        }
    }

    private List<IntakeReceipt> decide(List<Offered> all, boolean pair, Draft draft, Origin origin)
            throws CredentialRejectedException, CredentialStoreException {
        Deciders over = Deciders.over(draft, validity, passphrases);
        if (pair) {
            // What waited has to do with neither of them.
            String profile = all.get(0).path().profile();
            draft.drop(profile, CredentialPart.CERT);
            draft.drop(profile, CredentialPart.KEY);
        }
        Map<CredentialPart, IntakeReceipt> receipts = new EnumMap<>(CredentialPart.class);
        for (Offered offered : all) {
            if (offered.path().part() != CredentialPart.PASSPHRASE) {
                receipts.put(offered.path().part(), offered.decision().make(over, origin));
            }
        }
        draft.keep();
        IntakeReceipt whole = receipts.get(CredentialPart.KEY);
        if (pair && whole != null) {
            receipts.computeIfPresent(
                    CredentialPart.CERT,
                    (part, receipt) -> receipt.status() != Status.PENDING
                            ? receipt
                            : new IntakeReceipt(
                                    receipt.path(),
                                    whole.status(),
                                    whole.revision(),
                                    whole.message(),
                                    receipt.warnings()));
        }
        return List.copyOf(receipts.values());
    }

    private static Offered removed(CredentialPath path) {
        return new Offered(path, null, (by, origin) -> by.removal().remove(path, origin), () -> {});
    }

    /** Whether a chain and its key are among them; a chain and the key of another one are refused. */
    private static boolean isPair(List<Offered> all) throws CredentialRejectedException {
        List<PublicKey> keys = new ArrayList<>();
        for (Offered offered : all) {
            if (offered.publicKey() != null) {
                keys.add(offered.publicKey());
            }
        }
        if (keys.size() == 2 && !PublicKeys.same(keys.get(0), keys.get(1))) {
            throw Refusal.of(
                    CredentialPart.CERT,
                    Reason.MISMATCH,
                    "does not match the private.key that came with it; nothing of this delivery is used");
        }
        return keys.size() == 2;
    }

    @Override
    public IntakeReceipt remove(CredentialPath path) throws CredentialRejectedException {
        return remove(path, Origin.UNKNOWN);
    }

    @Override
    public IntakeReceipt remove(CredentialPath path, Origin origin) throws CredentialRejectedException {
        return inTurn(path, () -> List.of(deciders.removal().remove(path, origin)))
                .get(0);
    }

    @Override
    public IntakeReceipt drop(String profile) throws CredentialRejectedException {
        CredentialPath path = new CredentialPath(profile, CredentialPart.CERT);
        return inTurn(path, () -> List.of(deciders.removal().drop(path))).get(0);
    }

    private List<IntakeReceipt> inTurn(CredentialPath path, Decision change) throws CredentialRejectedException {
        try (ProfileTurns.Turn turn = turns.take(path.profile())) {
            waitingRoom.dropExpired(path.profile());
            List<IntakeReceipt> receipts = change.make();
            Receipts.log(receipts);
            return receipts;
        } catch (CredentialStoreException e) {
            throw Refusal.unavailable(path, String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            // A store that is just being stopped, most likely; its stack trace goes with the refusal.
            throw Refusal.unavailable(path, "the store failed; upload it again", e);
        }
    }

    /** Decides and writes, in the profile's turn. */
    private interface Decision {
        List<IntakeReceipt> make() throws CredentialRejectedException, CredentialStoreException;
    }
}
