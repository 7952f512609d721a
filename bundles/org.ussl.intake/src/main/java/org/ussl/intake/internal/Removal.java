// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.util.List;
import java.util.Optional;
import org.ussl.credential.Change;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.IntakeReceipt.Status;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialUpdate.Identity;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.PendingCredential;

/** Takes a part out of a profile and says what follows: what waits goes first, then what is in use. */
final class Removal {

    private final CredentialStore store;
    private final Passphrases passphrases;

    Removal(CredentialStore store, Passphrases passphrases) {
        this.store = store;
        this.passphrases = passphrases;
    }

    /** Removes; the caller holds the profile's turn. */
    IntakeReceipt remove(CredentialPath path, Origin origin) throws CredentialStoreException {
        String profile = path.profile();
        CredentialPart part = path.part();
        Optional<CredentialVersion> current = store.current(profile);
        if (part == CredentialPart.CA) {
            return current.filter(version -> !version.trustAnchors().isEmpty()).isEmpty()
                    ? nothing(path, current)
                    : removed(
                            path,
                            CredentialUpdate.ofTrust(List.of()).by(Change.removal(part, origin)),
                            "no CA certificate in use any more, nobody can be verified with this profile",
                            RevocationLists.orphanWarnings(
                                    current.get().crls(),
                                    CrlIssuers.of(List.of(), current.get().chain())));
        }
        if (part == CredentialPart.CRL) {
            return current.filter(version -> !version.crls().isEmpty()).isEmpty()
                    ? nothing(path, current)
                    : removed(
                            path,
                            CredentialUpdate.ofCrls(List.of()).by(Change.removal(part, origin)),
                            "no revocation list in use any more, revoked certificates of peers are not found by lists",
                            List.of());
        }
        if (part == CredentialPart.PASSPHRASE) {
            return passphrases.drop(profile) ? forgotten(path, current) : nothing(path, current);
        }
        boolean identity = hasIdentity(current);
        PendingCredential pending = store.pending(profile);
        if (part != CredentialPart.PKCS12 && store.drop(profile, part)) {
            return dropped(path, current, identity);
        }
        if (!identity) {
            return nothing(path, current);
        }
        // Dropping our own kind has found nothing, so that what waits goes with the identity.
        boolean counterpart = pending.publicKey() != null || !pending.chain().isEmpty();
        return removed(
                path,
                CredentialUpdate.ofIdentity(Identity.NONE).by(Change.removal(part, origin)),
                "no certificate in use any more, its private key is gone with it, TLS with this profile stops",
                counterpart ? List.of("what waited for its counterpart was dropped too") : List.of());
    }

    /** Drops whichever part waits, a passphrase too, and nothing else; the caller holds the profile's turn. */
    IntakeReceipt drop(CredentialPath path) throws CredentialStoreException {
        String profile = path.profile();
        Optional<CredentialVersion> current = store.current(profile);
        boolean forgotten = passphrases.drop(profile);
        for (CredentialPart part : List.of(CredentialPart.CERT, CredentialPart.KEY)) {
            if (store.drop(profile, part)) {
                return dropped(path.sibling(part), current, hasIdentity(current));
            }
        }
        return forgotten
                ? forgotten(path.sibling(CredentialPart.PASSPHRASE), current)
                : new IntakeReceipt(
                        path,
                        Status.UNCHANGED,
                        revision(current),
                        profile + ": nothing waits for a counterpart",
                        List.of());
    }

    private static IntakeReceipt dropped(CredentialPath path, Optional<CredentialVersion> current, boolean identity) {
        String message = path.profile() + ": the " + path.part().label() + " that waited is dropped, "
                + (identity ? "the one in use stays" : "none is in use");
        return new IntakeReceipt(path, Status.REMOVED, revision(current), message, List.of());
    }

    private static IntakeReceipt forgotten(CredentialPath path, Optional<CredentialVersion> current) {
        return new IntakeReceipt(
                path, Status.REMOVED, revision(current), path.profile() + ": the passphrase is forgotten", List.of());
    }

    private static boolean hasIdentity(Optional<CredentialVersion> current) {
        return current.filter(version -> !version.chain().isEmpty()).isPresent();
    }

    private IntakeReceipt removed(CredentialPath path, CredentialUpdate update, String words, List<String> warnings)
            throws CredentialStoreException {
        long revision = store.commit(path.profile(), update).revision();
        String message = path.profile() + ": " + words;
        return new IntakeReceipt(path, Status.REMOVED, revision, message, warnings);
    }

    private static IntakeReceipt nothing(CredentialPath path, Optional<CredentialVersion> current) {
        return new IntakeReceipt(
                path,
                Status.UNCHANGED,
                revision(current),
                path.profile() + ": there is no " + path.part().label() + " to remove",
                List.of());
    }

    private static long revision(Optional<CredentialVersion> current) {
        return current.map(CredentialVersion::revision).orElse(0L);
    }
}
