// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;

/** The desk under test with its store, at a fixed instant, and words for what tests do with it. */
final class Desk {
    static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
    static final Instant BUILT = Instant.parse("2026-11-22T00:00:00Z");
    static final String PROFILE = "default";
    static final String PASSPHRASE = "correct horse";

    /** Test certificates that need no other dates are valid from 2026-11-01 to 2027-03-01. */
    static final Authority CA = Authority.create(named("CN=Test CA").authority());

    final MemoryStore store;
    final CredentialDesk desk;

    final Passphrases passphrases;
    final WaitingRoom waitingRoom;
    final CredentialLedger ledger;

    private Desk(MemoryStore store, Instant now, boolean passphrase) {
        this(store, Clock.fixed(now, ZoneOffset.UTC), passphrase, false);
    }

    private Desk(MemoryStore store, Clock clock, boolean passphrase, boolean allowWeak) {
        this.store = store;
        Validity validity = new Validity(clock, BUILT);
        ProfileTurns turns = new ProfileTurns();
        passphrases = new Passphrases(
                passphrase ? Optional.of(new Passphrase(PASSPHRASE.toCharArray())) : Optional.empty(), Map.of(), clock);
        waitingRoom = new WaitingRoom(store, turns, validity, Duration.ofHours(24));
        ledger = new CredentialLedger(store, turns, waitingRoom, passphrases);
        desk = new CredentialDesk(
                store,
                new IntakeSettings(65536, 1 << 20, allowWeak, Duration.ofHours(24), Optional.empty()),
                validity,
                turns,
                passphrases,
                waitingRoom);
    }

    static Desk thatAllowsWeakness() {
        return new Desk(new MemoryStore(), Clock.fixed(NOW, ZoneOffset.UTC), true, true);
    }

    static Desk at(MemoryStore store, Clock clock) {
        return new Desk(store, clock, true, false);
    }

    static Desk open() {
        return new Desk(new MemoryStore(), NOW, true);
    }

    static Desk over(MemoryStore store) {
        return new Desk(store, NOW, true);
    }

    static Desk over(MemoryStore store, Instant now) {
        return new Desk(store, now, true);
    }

    static Desk withoutPassphrase() {
        return new Desk(new MemoryStore(), NOW, false);
    }

    static Desk at(Instant now) {
        return new Desk(new MemoryStore(), now, true);
    }

    static Certificate named(String subject) {
        return Certificate.named(subject)
                .dns("gw.test")
                .valid(Instant.parse("2026-11-01T00:00:00Z"), Instant.parse("2027-03-01T00:00:00Z"));
    }

    static CredentialPath path(CredentialPart part) {
        return new CredentialPath(PROFILE, part);
    }

    IntakeReceipt offer(CredentialPart part, byte[] content) throws CredentialRejectedException {
        return desk.offer(path(part), content);
    }

    IntakeReceipt remove(CredentialPart part) throws CredentialRejectedException {
        return desk.remove(path(part));
    }

    CredentialVersion current() {
        return store.current(PROFILE).orElseThrow();
    }

    /** The file is refused for this reason with exactly this text, and nothing has changed. */
    void refuses(CredentialPart part, byte[] content, Reason reason, String message) {
        Map<String, Object> before = store.state(PROFILE);
        CredentialRejectedException refusal =
                catchThrowableOfType(CredentialRejectedException.class, () -> offer(part, content));
        assertThat(refusal).isNotNull().hasMessage(message).hasNoCause();
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(store.state(PROFILE)).isEqualTo(before);
    }

    /** The same, where only the start of the text is known. */
    void refusesLike(CredentialPart part, byte[] content, Reason reason, String start) {
        Map<String, Object> before = store.state(PROFILE);
        assertThatThrownBy(() -> offer(part, content))
                .isInstanceOfSatisfying(
                        CredentialRejectedException.class,
                        refusal -> assertThat(refusal.reason())
                                .as(refusal.getMessage())
                                .isEqualTo(reason))
                .hasMessageStartingWith(start)
                .hasNoCause();
        assertThat(store.state(PROFILE)).isEqualTo(before);
    }

    /** What is in use can be used: the key is the first certificate's and signs, the anchors are CAs. */
    void isSound() throws Exception {
        CredentialVersion version = current();
        assertThat(version.trustAnchors()).allMatch(anchor -> anchor.getBasicConstraints() >= 0);
        if (!version.chain().isEmpty()) {
            X509Certificate leaf = version.chain().get(0);
            PublicKey key = leaf.getPublicKey();
            String algorithm = switch (key.getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                default -> "Ed25519";
            };
            byte[] signed = version.key().sign(algorithm, null, new byte[] {1, 2, 3});
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(key);
            verifier.update(new byte[] {1, 2, 3});
            assertThat(verifier.verify(signed)).isTrue();
        }
    }
}
