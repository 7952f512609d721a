// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ussl.credential.CredentialPart.CA;
import static org.ussl.credential.CredentialPart.CERT;
import static org.ussl.credential.CredentialPart.KEY;

import org.junit.jupiter.api.Test;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.IntakeReceipt.Status;
import org.ussl.testing.pki.Identity;

class RemovalTest {
    private static final Identity ONE = Desk.CA.issue(Desk.named("CN=gw-17"));
    private static final Identity TWO = Desk.CA.issue(Desk.named("CN=gw-18"));

    private final Desk desk = Desk.open();

    @Test
    void removesWhatWaitsBeforeWhatIsInUse() throws Exception {
        commit(ONE);
        desk.offer(KEY, TWO.keyPem());
        IntakeReceipt first = desk.remove(KEY);
        assertThat(first.status()).isEqualTo(Status.REMOVED);
        assertThat(first.message()).isEqualTo("default: the private key that waited is dropped, the one in use stays");
        assertThat(desk.current().chain()).isEqualTo(ONE.chain());
        IntakeReceipt second = desk.remove(KEY);
        assertThat(second.status()).isEqualTo(Status.REMOVED);
        assertThat(second.message())
                .isEqualTo("default: no certificate in use any more, its private key is gone with it, TLS with this"
                        + " profile stops");
        assertThat(second.revision()).isEqualTo(2);
        assertThat(desk.current().chain()).isEmpty();
        assertThat(desk.current().key()).isNull();
        IntakeReceipt third = desk.remove(KEY);
        assertThat(third.status()).isEqualTo(Status.UNCHANGED);
        assertThat(third.message()).isEqualTo("default: there is no private key to remove");
    }

    @Test
    void dropsAWaitingCertificateWhereNothingIsInUse() throws Exception {
        desk.offer(CERT, ONE.chainPem());
        assertThat(desk.remove(CERT).message())
                .isEqualTo("default: the certificate that waited is dropped, none is in use");
        assertThat(desk.remove(CERT).message()).isEqualTo("default: there is no certificate to remove");
    }

    @Test
    void saysThatAWaitingCounterpartGoesWithTheIdentity() throws Exception {
        commit(ONE);
        desk.offer(KEY, TWO.keyPem());
        assertThat(desk.remove(CERT).warnings()).containsExactly("what waited for its counterpart was dropped too");
        assertThat(desk.store.pending(Desk.PROFILE).publicKey()).isNull();
    }

    @Test
    void removesTheCaAlone() throws Exception {
        commit(ONE);
        desk.offer(CA, Desk.CA.pem());
        assertThat(desk.remove(CA).message())
                .isEqualTo("default: no CA certificate in use any more, nobody can be verified with this profile");
        assertThat(desk.current().trustAnchors()).isEmpty();
        assertThat(desk.current().chain()).isEqualTo(ONE.chain());
        assertThat(desk.remove(CA).message()).isEqualTo("default: there is no CA certificate to remove");
    }

    @Test
    void dropsWhatWaitsAndNothingElse() throws Exception {
        assertThat(desk.desk.drop(Desk.PROFILE).status()).isEqualTo(Status.UNCHANGED);
        desk.offer(CERT, ONE.chainPem());
        IntakeReceipt certificate = desk.desk.drop(Desk.PROFILE);
        assertThat(certificate.message()).isEqualTo("default: the certificate that waited is dropped, none is in use");
        assertThat(certificate.path().part()).isEqualTo(CERT);
        commit(ONE);
        desk.offer(KEY, TWO.keyPem());
        IntakeReceipt key = desk.desk.drop(Desk.PROFILE);
        assertThat(key.message()).isEqualTo("default: the private key that waited is dropped, the one in use stays");
        assertThat(key.path().part()).isEqualTo(KEY);
        IntakeReceipt nothing = desk.desk.drop(Desk.PROFILE);
        assertThat(nothing.status()).isEqualTo(Status.UNCHANGED);
        assertThat(nothing.message()).isEqualTo("default: nothing waits for a counterpart");
        assertThat(desk.current().chain()).isEqualTo(ONE.chain());
        assertThat(desk.current().key()).isNotNull();
    }

    private void commit(Identity identity) throws CredentialRejectedException {
        desk.offer(KEY, identity.keyPem());
        desk.offer(CERT, identity.chainPem());
    }
}
