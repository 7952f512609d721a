// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ussl.credential.Change;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialUpdate.Identity;
import org.ussl.credential.spi.CredentialUpdate.KeySource;
import org.ussl.credential.spi.CredentialVersion;

/** What is there again after a stop: a change is durable when its call returns. */
interface RestartClaims extends StoreUnderTest {

    private void requireRestarts() {
        assumeTrue(keepsOverARestart(), "this store says that it forgets everything when it stops");
    }

    @Test
    default void hasAfterARestartWhatWasInUse() throws Exception {
        requireRestarts();
        Change change = Change.delivery(CredentialPart.CERT, new Origin("op", "test", ""));
        CredentialVersion before = store().commit(
                        PROFILE,
                        new CredentialUpdate(
                                List.of(Sample.A.ca()), List.of(Sample.A.crl()), Sample.A.identity(), change));

        reopen();

        assertThat(store().profiles()).containsExactly(PROFILE);
        assertIs(current(), Sample.A);
        assertThat(current())
                .usingRecursiveComparison()
                .ignoringFields("key", "chain", "trustAnchors", "crls")
                .isEqualTo(before);
        assertThat(current().crls()).containsExactly(Sample.A.crl());
    }

    @Test
    default void hasAfterARestartWhatWaited() throws Exception {
        requireRestarts();
        store().hold(PROFILE, Sample.A.chain());
        store().hold(PROFILE, Sample.A.key());
        reopen();
        assertThat(store().pending(PROFILE).chain()).isEqualTo(Sample.A.chain());
        assertThat(store().pending(PROFILE).publicKey()).isEqualTo(Sample.A.publicKey());

        store().commit(PROFILE, CredentialUpdate.ofIdentity(Identity.withKeptKey(Sample.A.chain(), KeySource.PENDING)));
        reopen();

        assertThat(store().pending(PROFILE).chain()).isEmpty();
        assertThat(store().pending(PROFILE).publicKey()).isNull();
        Signing.assertSignsFor(Sample.A.publicKey(), key(current()));
    }

    @Test
    default void goesBackAndCountsOnAfterARestart() throws Exception {
        requireRestarts();
        store().commit(PROFILE, Sample.A.update());
        store().commit(PROFILE, new CredentialUpdate(List.of(), List.of(), Identity.NONE));
        reopen();
        assertThat(store().profiles()).isEmpty();
        assertThat(store().history(PROFILE))
                .extracting(CredentialVersion::revision)
                .containsExactly(2L, 1L);

        assertIs(store().rollback(PROFILE, 1), Sample.A);

        reopen();
        assertIs(current(), Sample.A);
        assertThat(current().revision()).isEqualTo(3);
    }
}
