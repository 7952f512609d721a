// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ussl.credential.CredentialPart.CA;
import static org.ussl.credential.CredentialPart.CERT;
import static org.ussl.credential.CredentialPart.KEY;

import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.ussl.credential.CertificateInfo;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.GatewayProfile;
import org.ussl.credential.IntakeReceipt.Status;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.KeyMaterial;
import org.ussl.testing.pki.Identity;

class CredentialLedgerTest {
    private static final Identity ONE = Desk.CA.issue(Desk.named("CN=gw-17"));
    private static final Identity TWO = Desk.CA.issue(Desk.named("CN=gw-18"));

    private final Desk desk = Desk.open();
    private final CredentialLedger ledger = desk.ledger;

    @Test
    void showsEveryProfileWithWhatIsInUseAndWhatWaits() throws Exception {
        desk.desk.offer(new CredentialPath("line-3", CERT), TWO.chainPem());
        desk.offer(CA, Desk.CA.pem());
        desk.offer(KEY, ONE.keyPem());
        List<CredentialInfo> profiles = ledger.profiles();
        assertThat(profiles).extracting(CredentialInfo::profile).containsExactly("default", "line-3");
        CredentialInfo ours = profiles.get(0);
        assertThat(ours.revision()).isEqualTo(1);
        assertThat(ours.inUse()).isTrue();
        assertThat(ours.chain()).isEmpty();
        assertThat(ours.pending()).containsExactly(KEY);
        assertThat(ours.trustAnchors())
                .containsExactly(new CertificateInfo(
                        "CN=Test CA",
                        "CN=Test CA",
                        Desk.CA.certificate().getSerialNumber().toString(16),
                        Instant.parse("2026-11-01T00:00:00Z"),
                        Instant.parse("2027-03-01T00:00:00Z"),
                        HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256")
                                        .digest(Desk.CA.certificate().getEncoded()))));
        CredentialInfo other = profiles.get(1);
        assertThat(other.revision()).isZero();
        assertThat(other.committedAt()).isEqualTo(Instant.EPOCH);
        assertThat(other.pending()).containsExactly(CERT);
    }

    @Test
    void showsTheHistoryAndGoesBackInIt() throws Exception {
        for (Identity identity : List.of(ONE, TWO)) {
            desk.offer(KEY, identity.keyPem());
            desk.offer(CERT, identity.chainPem());
        }
        desk.offer(KEY, ONE.keyPem());
        CredentialInfo back = ledger.rollback("default", 1);
        assertThat(back.revision()).isEqualTo(3);
        assertThat(back.chain()).extracting(CertificateInfo::subject).containsExactly("CN=gw-17");
        desk.isSound();
        List<CredentialInfo> history = ledger.history("default");
        assertThat(history).extracting(CredentialInfo::revision).containsExactly(3L, 2L, 1L);
        assertThat(history).extracting(CredentialInfo::inUse).containsExactly(true, false, false);
        assertThat(history.get(0).pending()).containsExactly(KEY);
        assertThat(history.get(1).pending()).isEmpty();
        assertThat(desk.offer(CERT, ONE.chainPem()).status()).isEqualTo(Status.UNCHANGED);
    }

    @Test
    void gatewaysOwnProfilesAreForNobodyElse() throws Exception {
        String own = GatewayProfile.FLEET_SIGNING;
        try (KeyMaterial key = new KeyMaterial(
                ONE.keyPair().getPublic(), ONE.keyPair().getPrivate().getEncoded())) {
            desk.store.commit(own, CredentialUpdate.ofIdentity(CredentialUpdate.Identity.withNewKey(ONE.chain(), key)));
        }

        assertThat(ledger.profiles()).isEmpty();
        assertThat(ledger.history(own)).isEmpty();
        for (ThrowingCallable attempt : List.<ThrowingCallable>of(
                () -> ledger.rollback(own, 1),
                () -> desk.desk.offer(CredentialPath.parse("/flash/cert/USSL.fleet.signing/cert.pem"), TWO.chainPem()),
                () -> desk.desk.offer(own, Map.of(CERT, TWO.chainPem(), KEY, TWO.keyPem()), Origin.UNKNOWN),
                () -> desk.desk.drop(own),
                () -> new CredentialPath(own, KEY))) {
            assertThatThrownBy(attempt)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("begin with ussl. are the gateway's own");
        }
        assertThat(desk.store.current(own).orElseThrow().revision()).isEqualTo(1);
        assertThat(CredentialPath.isProfileName("ussl.")).isFalse();
        assertThat(CredentialPath.isProfileName("ussl-3")).isTrue();
    }

    @Test
    void tellsWhatCannotBeDone() throws Exception {
        assertThat(ledger.profiles()).isEmpty();
        assertThat(ledger.history("absent")).isEmpty();
        desk.offer(CA, Desk.CA.pem());
        assertThatThrownBy(() -> ledger.rollback("default", 7)).isInstanceOf(IllegalArgumentException.class);
        desk.store.failure = "disk full";
        assertThatThrownBy(() -> ledger.rollback("default", 1))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("disk full");
        assertThatThrownBy(() -> ledger.history("default")).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void theComponentIsBothSidesOfOneStore() throws Exception {
        IntakeComponent component = new IntakeComponent(desk.store, Configured.with(Map.of()), Map.of());
        component.offer(Desk.path(CA), Desk.CA.pem());
        assertThat(component.profiles()).hasSize(1);
        component.remove(Desk.path(CA));
        assertThat(component.rollback("default", 1).revision()).isEqualTo(3);
        assertThat(component.history("default")).hasSize(3);
        component.stop();
    }
}
