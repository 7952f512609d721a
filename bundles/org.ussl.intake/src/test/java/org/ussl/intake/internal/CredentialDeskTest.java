// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ussl.credential.CredentialPart.CA;
import static org.ussl.credential.CredentialPart.CERT;
import static org.ussl.credential.CredentialPart.KEY;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.IntakeReceipt.Status;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Identity;
import org.ussl.testing.pki.KeyKind;

class CredentialDeskTest {
    private static final Identity ONE = Desk.CA.issue(Desk.named("CN=gw-17"));
    private static final Identity TWO = Desk.CA.issue(Desk.named("CN=gw-18"));
    private static final Identity THREE = Desk.CA.issue(Desk.named("CN=gw-19"));

    private final Desk desk = Desk.open();

    @Test
    void commitsAPairWhenTheKeyFollowsTheCertificate() throws Exception {
        IntakeReceipt first = desk.offer(CERT, ONE.chainPem());
        assertThat(first.status()).isEqualTo(Status.PENDING);
        assertThat(first.message()).isEqualTo("default: certificate waits for its private.key");
        assertThat(first.revision()).isZero();
        IntakeReceipt second = desk.offer(KEY, ONE.keyPem());
        assertThat(second.status()).isEqualTo(Status.COMMITTED);
        assertThat(second.message()).isEqualTo("default: committed revision 1, CN=gw-17, expires 2027-03-01");
        assertThat(second.revision()).isEqualTo(1);
        assertThat(second.warnings()).isEmpty();
        desk.isSound();
    }

    @Test
    void commitsAPairWhenTheCertificateFollowsTheKey() throws Exception {
        IntakeReceipt first = desk.offer(KEY, ONE.keyPem());
        assertThat(first.status()).isEqualTo(Status.PENDING);
        assertThat(first.message()).isEqualTo("default: private key waits for its cert.pem");
        assertThat(desk.offer(CERT, ONE.chainPem()).message())
                .isEqualTo("default: committed revision 1, CN=gw-17, expires 2027-03-01");
        desk.isSound();
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void takesEveryKindOfKeyAsPemAndAsDer(KeyKind kind) throws Exception {
        Identity identity = Desk.CA.issue(Desk.named("CN=gw-17").kind(kind));
        desk.offer(CERT, identity.certificate().getEncoded());
        assertThat(desk.offer(KEY, identity.keyPair().getPrivate().getEncoded()).status())
                .isEqualTo(Status.COMMITTED);
        desk.isSound();
        assertThat(desk.offer(KEY, identity.keyPem()).status()).isEqualTo(Status.UNCHANGED);
        assertThat(desk.offer(CERT, identity.chainPem()).status()).isEqualTo(Status.UNCHANGED);
    }

    @Test
    void keepsThePairInUseUntilItsSuccessorIsWhole() throws Exception {
        commit(ONE);
        desk.offer(KEY, TWO.keyPem());
        assertThat(desk.current().chain()).isEqualTo(ONE.chain());
        assertThat(desk.current().revision()).isEqualTo(1);
        IntakeReceipt receipt = desk.offer(CERT, TWO.chainPem());
        assertThat(receipt.message()).isEqualTo("default: committed revision 2, CN=gw-18, expires 2027-03-01");
        desk.isSound();
    }

    @Test
    void commitsANewCertificateForTheKeyInUseAtOnce() throws Exception {
        commit(ONE);
        Identity renewed = Desk.CA.issue(Desk.named("CN=gw-17").keyPair(ONE.keyPair()));
        IntakeReceipt receipt = desk.offer(CERT, renewed.chainPem());
        assertThat(receipt.message()).isEqualTo("default: committed revision 2, CN=gw-17, expires 2027-03-01");
        assertThat(desk.current().chain()).isEqualTo(renewed.chain());
        desk.isSound();
    }

    @Test
    void saysThatAWaitingKeyGoesWhenTheKeyInUseGetsANewCertificate() throws Exception {
        commit(ONE);
        desk.offer(KEY, TWO.keyPem());
        Identity renewed = Desk.CA.issue(Desk.named("CN=gw-17").keyPair(ONE.keyPair()));
        assertThat(desk.offer(CERT, renewed.chainPem()).warnings())
                .containsExactly("the private key that waited for its certificate was dropped");
    }

    @Test
    void makesNoNewRevisionOfWhatIsInUse() throws Exception {
        desk.offer(CA, Desk.CA.pem());
        commit(ONE);
        assertThat(desk.offer(CERT, ONE.chainPem()).message())
                .isEqualTo("default: unchanged, revision 2 has it already, CN=gw-17, expires 2027-03-01");
        assertThat(desk.offer(KEY, ONE.keyPem()).message())
                .isEqualTo("default: unchanged, revision 2 has it already, the private key of CN=gw-17");
        IntakeReceipt receipt = desk.offer(CA, Desk.CA.certificate().getEncoded());
        assertThat(receipt.status()).isEqualTo(Status.UNCHANGED);
        assertThat(receipt.revision()).isEqualTo(2);
        assertThat(receipt.message())
                .isEqualTo("default: unchanged, revision 2 has it already, CA CN=Test CA, expires 2027-03-01");
        assertThat(desk.current().revision()).isEqualTo(2);
    }

    @Test
    void commitsAgainWhatWasInUseBefore() throws Exception {
        commit(ONE);
        commit(TWO);
        commit(ONE);
        assertThat(desk.current().revision()).isEqualTo(3);
        assertThat(desk.current().chain()).isEqualTo(ONE.chain());
    }

    @Test
    void refusesACertificateThatIsNotTheWaitingKeys() throws Exception {
        desk.offer(KEY, ONE.keyPem());
        desk.refuses(
                CERT,
                TWO.chainPem(),
                Reason.MISMATCH,
                "cert.pem: does not match the private key that waits; upload the private.key of CN=gw-18 first, or"
                        + " remove private.key");
    }

    @Test
    void refusesAKeyThatIsNotTheWaitingCertificates() throws Exception {
        desk.offer(CERT, ONE.chainPem());
        desk.refuses(
                KEY,
                TWO.keyPem(),
                Reason.MISMATCH,
                "private.key: does not match the certificate that waits (CN=gw-17); upload the cert.pem of this key"
                        + " first, or remove cert.pem");
    }

    @Test
    void anUploadOfTheSameKindTakesThePlaceOfWhatWaits() throws Exception {
        desk.offer(KEY, ONE.keyPem());
        desk.offer(KEY, TWO.keyPem());
        desk.offer(CERT, TWO.chainPem());
        assertThat(desk.current().chain()).isEqualTo(TWO.chain());
        desk.offer(CERT, ONE.chainPem());
        desk.offer(CERT, THREE.chainPem());
        desk.offer(KEY, THREE.keyPem());
        assertThat(desk.current().chain()).isEqualTo(THREE.chain());
        desk.isSound();
    }

    @Test
    void theKeyInUseAgainTellsWhatStillWaits() throws Exception {
        commit(ONE);
        desk.offer(CERT, TWO.chainPem());
        assertThat(desk.offer(KEY, ONE.keyPem()).warnings())
                .containsExactly("the certificate CN=gw-18 still waits for its private.key");
    }

    /**
     * Walks every state that uploads and removals can reach: in each of them, whoever uploads a pair and repeats what
     * was refused ends with that pair in use, and whoever removes ends with nothing.
     */
    @Test
    void noOrderOfUploadsLeadsIntoADeadEnd() throws Exception {
        List<Identity> pairs = List.of(ONE, TWO, THREE);
        Deque<MemoryStore> open = new ArrayDeque<>(List.of(new MemoryStore()));
        Set<Map<String, Object>> seen = new HashSet<>();
        while (!open.isEmpty()) {
            MemoryStore state = open.poll();
            if (!seen.add(state.content(Desk.PROFILE))) {
                continue;
            }
            for (Identity pair : pairs) {
                open.add(after(state, desk -> desk.offer(KEY, pair.keyPem())));
                open.add(after(state, desk -> desk.offer(CERT, pair.chainPem())));

                Desk retried = Desk.over(state.copy());
                attempt(() -> retried.offer(KEY, pair.keyPem()));
                attempt(() -> retried.offer(CERT, pair.chainPem()));
                attempt(() -> retried.offer(KEY, pair.keyPem()));
                assertThat(retried.current().chain()).isEqualTo(pair.chain());
                retried.isSound();
            }
            open.add(after(state, desk -> desk.remove(KEY)));
            open.add(after(state, desk -> desk.remove(CERT)));
            Desk cleared = Desk.over(state.copy());
            for (CredentialPart part : List.of(KEY, CERT, CERT, KEY)) {
                cleared.remove(part);
            }
            assertThat(cleared.store.pending(Desk.PROFILE).chain()).isEmpty();
            assertThat(cleared.store.pending(Desk.PROFILE).publicKey()).isNull();
            assertThat(cleared.store.current(Desk.PROFILE).stream())
                    .allMatch(version -> version.chain().isEmpty());
        }
        assertThat(seen).hasSizeGreaterThan(20);
    }

    @Test
    void takesSeveralCaCertificatesEachOnce() throws Exception {
        Authority other = Authority.create(Desk.named("CN=Other CA")
                .authority()
                .valid(Instant.parse("2026-11-01T00:00:00Z"), Instant.parse("2027-01-15T00:00:00Z")));
        Authority third = Authority.create(Desk.named("CN=Third CA").authority());
        byte[] file = Identity.pem(
                List.of(Desk.CA.certificate(), other.certificate(), third.certificate(), Desk.CA.certificate()));
        assertThat(desk.offer(CA, file).message())
                .isEqualTo("default: committed revision 1, 3 CA certificates, first to expire 2027-01-15");
        assertThat(desk.current().trustAnchors()).hasSize(3);
        byte[] turned = Identity.pem(List.of(third.certificate(), other.certificate(), Desk.CA.certificate()));
        assertThat(desk.offer(CA, turned).status()).isEqualTo(Status.UNCHANGED);
    }

    @Test
    void aNewCaLeavesTheIdentityAlone() throws Exception {
        commit(ONE);
        desk.offer(KEY, TWO.keyPem());
        assertThat(desk.offer(CA, Desk.CA.pem()).message())
                .isEqualTo("default: committed revision 2, CA CN=Test CA, expires 2027-03-01");
        assertThat(desk.current().chain()).isEqualTo(ONE.chain());
        assertThat(desk.store.pending(Desk.PROFILE).publicKey()).isNotNull();
    }

    @Test
    void takesAnExpiredCaAsDerWithAWarning() throws Exception {
        Authority expired = Authority.create(Desk.named("CN=blynk-cloud.com,OU=Blynk Inc.,C=UA")
                .kind(KeyKind.RSA2048)
                .authority()
                .valid(Instant.parse("2016-03-17T11:58:07Z"), Instant.parse("2021-03-16T11:58:07Z")));
        IntakeReceipt receipt = desk.offer(CA, expired.certificate().getEncoded());
        assertThat(receipt.message())
                .isEqualTo("default: committed revision 1, CA CN=blynk-cloud.com, expired 2021-03-16");
        assertThat(receipt.warnings()).containsExactly("CA CN=blynk-cloud.com expired on 2021-03-16");
    }

    @Test
    void takesTheFileThatTheReferenceTellsItsReaderToUpload() throws Exception {
        Path file = Path.of("../../../shared/data/blynk/ca.pem");
        Assumptions.assumeTrue(Files.exists(file), "the reference's own ca.pem is not at " + file);
        assertThat(desk.offer(CA, Files.readAllBytes(file)).warnings())
                .containsExactly("CA CN=blynk-cloud.com expired on 2021-03-16");
    }

    @Test
    void refusesWhatTheStoreCannotWrite() throws Exception {
        desk.desk.offer(new CredentialPath("line-3", CA), Desk.CA.pem());
        desk.store.failure = "disk full\r\n226 all is well";
        byte[] list = Identity.crlPem(Desk.CA.crl(1, Desk.NOW, Desk.NOW, List.of()));
        for (CredentialPart part : EnumSet.complementOf(EnumSet.of(CredentialPart.PASSPHRASE))) {
            byte[] file = switch (part) {
                case CA -> Authority.create(Desk.named("CN=New CA").authority()).pem();
                case CERT -> ONE.chainPem();
                case KEY -> ONE.keyPem();
                case CRL -> list;
                case PKCS12 -> ONE.pkcs12(Desk.PASSPHRASE);
                case PASSPHRASE -> new byte[0];
            };
            assertThatThrownBy(() -> desk.desk.offer(new CredentialPath("line-3", part), file))
                    .isInstanceOfSatisfying(CredentialRejectedException.class, refusal -> {
                        assertThat(refusal.reason()).isEqualTo(Reason.STORE_UNAVAILABLE);
                        assertThat(refusal.isTemporary()).isTrue();
                    })
                    .hasMessage(part.fileName() + ": not stored: disk full??226 all is well");
        }
        desk.store.failure = null;
        assertThat(desk.offer(CERT, ONE.chainPem()).status()).isEqualTo(Status.PENDING);
        desk.store.whileChanging = profile -> {
            throw new IllegalStateException("closed");
        };
        assertThatThrownBy(() -> desk.remove(Desk.path(CERT).part()))
                .isInstanceOf(CredentialRejectedException.class)
                .hasMessage("cert.pem: not stored: the store failed; upload it again");
    }

    private void commit(Identity identity) throws CredentialRejectedException {
        desk.offer(KEY, identity.keyPem());
        desk.offer(CERT, identity.chainPem());
    }

    private static MemoryStore after(MemoryStore state, Step step) {
        Desk desk = Desk.over(state.copy());
        attempt(() -> step.take(desk));
        return desk.store;
    }

    private static void attempt(Attempt attempt) {
        try {
            attempt.make();
        } catch (CredentialRejectedException expected) {
            // A refusal is one of the answers; what it must not be is the last one.
        }
    }

    private interface Step {
        void take(Desk desk) throws CredentialRejectedException;
    }

    private interface Attempt {
        void make() throws CredentialRejectedException;
    }
}
