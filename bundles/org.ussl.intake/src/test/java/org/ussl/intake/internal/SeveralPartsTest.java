// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.ussl.credential.CredentialPart.CA;
import static org.ussl.credential.CredentialPart.CERT;
import static org.ussl.credential.CredentialPart.CRL;
import static org.ussl.credential.CredentialPart.KEY;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ussl.credential.Change.Action;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.IntakeReceipt.Status;
import org.ussl.credential.Origin;
import org.ussl.testing.pki.Identity;

/** Parts that are offered together make one version, or none. */
class SeveralPartsTest {

    private static final Identity ONE = Desk.CA.issue(Desk.named("CN=gw-17"));
    private static final Identity TWO = Desk.CA.issue(Desk.named("CN=gw-18"));
    private static final Identity THREE = Desk.CA.issue(Desk.named("CN=gw-19"));
    private static final Origin ALICE = new Origin("alice", "fleet", "engine");

    private final Desk desk = Desk.open();

    @Test
    void allOfThemAreOneVersion() throws Exception {
        List<IntakeReceipt> receipts = offer(Map.of(CA, ca(), CERT, ONE.chainPem(), KEY, ONE.keyPem()));

        assertThat(receipts).extracting(IntakeReceipt::status).containsOnly(Status.COMMITTED);
        assertThat(receipts).extracting(IntakeReceipt::revision).containsOnly(1L);
        assertThat(desk.current().revision()).isEqualTo(1);
        assertThat(desk.current().trustAnchors()).hasSize(1);
        assertThat(desk.current().change().action()).isEqualTo(Action.DELIVERY);
        assertThat(desk.current().change().parts()).containsExactlyInAnyOrder(CA, CERT, KEY);
        assertThat(desk.current().change().origin()).isEqualTo(ALICE);
        desk.isSound();
    }

    @Test
    void nothingIsUsedOfAChainWithTheKeyOfAnother() throws Exception {
        offer(Map.of(CERT, ONE.chainPem(), KEY, ONE.keyPem()));

        refuses(Reason.MISMATCH, Map.of(CA, ca(), CERT, TWO.chainPem(), KEY, THREE.keyPem()));
        refuses(Reason.MISMATCH, Map.of(CA, ca(), CERT, ONE.chainPem(), KEY, THREE.keyPem()));
    }

    @Test
    void nothingIsUsedWhereOneFileIsGarbage() throws Exception {
        byte[] garbage = "garbage".getBytes(StandardCharsets.US_ASCII);

        refuses(Reason.MALFORMED, Map.of(CA, ca(), CERT, ONE.chainPem(), KEY, garbage));
        refuses(Reason.MALFORMED, Map.of(CA, ca(), CERT, ONE.chainPem(), KEY, ONE.keyPem(), CRL, garbage));
    }

    @Test
    void nothingIsUsedWhereTheStoreDecidesAgainstTheLastPart() throws Exception {
        desk.offer(KEY, TWO.keyPem());

        refuses(Reason.MISMATCH, Map.of(CA, ca(), CERT, ONE.chainPem()));
    }

    @Test
    void aPairTakesThePlaceOfWhatWaited() throws Exception {
        desk.offer(KEY, TWO.keyPem());

        offer(Map.of(CERT, ONE.chainPem(), KEY, ONE.keyPem()));

        assertThat(desk.current().revision()).isEqualTo(1);
        assertThat(WaitingRoom.parts(desk.store.pending(Desk.PROFILE))).isEmpty();
        desk.isSound();
    }

    @Test
    void aKeyOfWhichTheChainWaitsMakesOneVersionWithTheRest() throws Exception {
        desk.offer(CERT, ONE.chainPem());

        offer(Map.of(CA, ca(), KEY, ONE.keyPem()));

        assertThat(desk.current().revision()).isEqualTo(1);
        assertThat(desk.current().chain()).isNotEmpty();
        assertThat(desk.current().trustAnchors()).hasSize(1);
        desk.isSound();
    }

    @Test
    void aChainAloneWaitsAndTheRestIsUsed() throws Exception {
        List<IntakeReceipt> receipts = offer(Map.of(CA, ca(), CERT, ONE.chainPem()));

        assertThat(receipts)
                .extracting(IntakeReceipt::status)
                .containsExactlyInAnyOrder(Status.COMMITTED, Status.PENDING);
        assertThat(desk.current().trustAnchors()).hasSize(1);
        assertThat(WaitingRoom.parts(desk.store.pending(Desk.PROFILE))).containsExactly(CERT);
    }

    @Test
    void theSameOnceMoreChangesNothing() throws Exception {
        Map<CredentialPart, byte[]> all = Map.of(CA, ca(), CERT, ONE.chainPem(), KEY, ONE.keyPem());
        offer(all);

        assertThat(offer(all)).extracting(IntakeReceipt::status).containsOnly(Status.UNCHANGED);
        assertThat(desk.current().revision()).isEqualTo(1);
    }

    @Test
    void anEmptyPartIsTakenOut() throws Exception {
        offer(Map.of(CA, ca(), CERT, ONE.chainPem(), KEY, ONE.keyPem()));

        offer(Map.of(CA, new byte[0], CERT, TWO.chainPem(), KEY, TWO.keyPem()));

        assertThat(desk.current().revision()).isEqualTo(2);
        assertThat(desk.current().trustAnchors()).isEmpty();
        desk.isSound();
    }

    @Test
    void aStoreThatFailsHasTakenNothing() throws Exception {
        desk.store.failure = "disk full";

        refuses(Reason.STORE_UNAVAILABLE, Map.of(CA, ca(), CERT, ONE.chainPem(), KEY, ONE.keyPem()));
    }

    private List<IntakeReceipt> offer(Map<CredentialPart, byte[]> parts) throws CredentialRejectedException {
        return desk.desk.offer(Desk.PROFILE, new EnumMap<>(parts), ALICE);
    }

    private void refuses(Reason reason, Map<CredentialPart, byte[]> parts) {
        Map<String, Object> before = desk.store.state(Desk.PROFILE);
        assertThatExceptionOfType(CredentialRejectedException.class)
                .isThrownBy(() -> offer(parts))
                .extracting(CredentialRejectedException::reason)
                .isEqualTo(reason);
        assertThat(desk.store.state(Desk.PROFILE)).isEqualTo(before);
    }

    private static byte[] ca() {
        return Desk.CA.pem();
    }
}
