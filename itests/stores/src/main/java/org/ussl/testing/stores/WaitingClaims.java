// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialUpdate.Identity;
import org.ussl.credential.spi.CredentialUpdate.KeySource;
import org.ussl.credential.spi.PendingCredential;

/** Parts that wait for their counterpart. */
interface WaitingClaims extends StoreUnderTest {

    @Test
    default void keepsWhatWaitsAwayFromWhatIsInUse() throws Exception {
        store().commit(PROFILE, Sample.A.update());

        store().hold(PROFILE, Sample.B.chain());
        store().hold(PROFILE, Sample.B.key());

        assertIs(current(), Sample.A);
        assertThat(current().revision()).isEqualTo(1);
        assertThat(store().pending(PROFILE).chain()).isEqualTo(Sample.B.chain());
        assertThat(store().pending(PROFILE).publicKey()).isEqualTo(Sample.B.publicKey());
    }

    @Test
    default void hasAProfileWhereSomethingWaits() throws Exception {
        store().hold(PROFILE, Sample.A.chain());
        assertThat(store().profiles()).containsExactly(PROFILE);
        assertThat(store().current(PROFILE)).isEmpty();
        assertThat(store().drop(PROFILE, CredentialPart.CERT)).isTrue();
        assertThat(store().profiles()).isEmpty();
    }

    @Test
    default void putsANewPartInThePlaceOfOneThatWaited() throws Exception {
        store().hold(PROFILE, Sample.A.chain());
        store().hold(PROFILE, Sample.A.key());
        store().hold(PROFILE, Sample.B.chain());
        store().hold(PROFILE, Sample.B.key());
        assertThat(store().pending(PROFILE).chain()).isEqualTo(Sample.B.chain());
        assertThat(store().pending(PROFILE).publicKey()).isEqualTo(Sample.B.publicKey());
    }

    @Test
    default void keepsACopyOfAChainThatWaits() throws Exception {
        List<X509Certificate> chain = new ArrayList<>(Sample.A.chain());
        store().hold(PROFILE, chain);
        chain.clear();
        assertThat(store().pending(PROFILE).chain()).isEqualTo(Sample.A.chain());
    }

    @Test
    default void dropsOnePartAndSaysWhetherThereWasOne() throws Exception {
        store().hold(PROFILE, Sample.A.chain());
        store().hold(PROFILE, Sample.A.key());

        assertThat(store().drop(PROFILE, CredentialPart.KEY)).isTrue();
        assertThat(store().drop(PROFILE, CredentialPart.KEY)).isFalse();
        assertThat(store().pending(PROFILE).publicKey()).isNull();
        assertThat(store().pending(PROFILE).chain()).isEqualTo(Sample.A.chain());
        assertThat(store().drop(PROFILE, CredentialPart.CERT)).isTrue();
        assertThat(store().drop(PROFILE, CredentialPart.CERT)).isFalse();
        assertThat(store().pending(PROFILE)).isEqualTo(PendingCredential.NONE);
    }

    @Test
    default void takesTheKeyThatWaitedAndForgetsBothParts() throws Exception {
        store().commit(PROFILE, Sample.A.update());
        store().hold(PROFILE, Sample.B.chain());
        store().hold(PROFILE, Sample.B.key());

        store().commit(PROFILE, CredentialUpdate.ofIdentity(Identity.withKeptKey(Sample.B.chain(), KeySource.PENDING)));

        assertThat(store().pending(PROFILE)).isEqualTo(PendingCredential.NONE);
        assertThat(current().chain()).isEqualTo(Sample.B.chain());
        assertThat(current().trustAnchors()).containsExactly(Sample.A.ca());
        Signing.assertSignsFor(Sample.B.publicKey(), key(current()));
    }

    @Test
    default void letsNothingWaitAfterTheIdentityIsRemoved() throws Exception {
        store().commit(PROFILE, Sample.A.update());
        store().hold(PROFILE, Sample.B.key());
        store().commit(PROFILE, CredentialUpdate.ofIdentity(Identity.NONE));
        assertThat(store().pending(PROFILE)).isEqualTo(PendingCredential.NONE);
    }

    @Test
    default void letsPartsWaitOverAChangeOfTrustAndARollBack() throws Exception {
        store().commit(PROFILE, Sample.A.update());
        store().hold(PROFILE, Sample.B.chain());
        store().hold(PROFILE, Sample.B.key());

        store().commit(PROFILE, CredentialUpdate.ofTrust(List.of(Sample.B.ca())));
        store().commit(PROFILE, CredentialUpdate.ofCrls(List.of(Sample.B.crl())));
        store().rollback(PROFILE, 1);

        assertThat(store().pending(PROFILE).chain()).isEqualTo(Sample.B.chain());
        assertThat(store().pending(PROFILE).publicKey()).isEqualTo(Sample.B.publicKey());
    }

    @Test
    default void tellsOfArrivalsOnlyWhatIsTrue() throws Exception {
        Origin origin = new Origin("op", "test", "192.0.2.7:4");
        store().hold(PROFILE, Sample.A.chain(), origin);
        assertThat(store().pending(PROFILE).arrivals().keySet()).isSubsetOf(CredentialPart.CERT);
        assertThat(store().pending(PROFILE).arrivals().values())
                .allMatch(arrival -> arrival.origin().equals(origin));
        store().drop(PROFILE, CredentialPart.CERT);
        assertThat(store().pending(PROFILE).arrivals()).isEmpty();
    }
}
