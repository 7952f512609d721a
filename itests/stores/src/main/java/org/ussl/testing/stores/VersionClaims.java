// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ussl.credential.Change;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialUpdate.Identity;
import org.ussl.credential.spi.CredentialUpdate.KeySource;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.KeyMaterial;
import org.ussl.credential.spi.PendingCredential;

/** What is in use, and how it changes. */
interface VersionClaims extends StoreUnderTest {

    @Test
    default void knowsNothingOfAProfileThatItWasNotGiven() throws Exception {
        assertThat(store().profiles()).isEmpty();
        assertThat(store().current(PROFILE)).isEmpty();
        assertThat(store().history(PROFILE)).isEmpty();
        assertThat(store().pending(PROFILE)).isEqualTo(PendingCredential.NONE);
        assertThat(store().drop(PROFILE, CredentialPart.CERT)).isFalse();
        assertThat(store().profiles()).isEmpty();
    }

    @Test
    default void returnsWhatWasCommitted() throws Exception {
        Change change = Change.delivery(CredentialPart.CERT, new Origin("op", "test", ""));

        CredentialVersion committed = store().commit(PROFILE, Sample.A.update().by(change));

        assertIs(committed, Sample.A);
        assertThat(committed.profile()).isEqualTo(PROFILE);
        assertThat(committed.crls()).isEmpty();
        assertThat(committed.change()).isEqualTo(change);
        assertIs(current(), Sample.A);
        assertThat(current().revision()).isEqualTo(committed.revision());
        assertThat(current().committedAt()).isEqualTo(committed.committedAt());
        assertThat(store().profiles()).containsExactly(PROFILE);
    }

    @Test
    default void keepsPartsThatAnUpdateDoesNotName() throws Exception {
        store().commit(PROFILE, Sample.A.update());
        store().commit(PROFILE, CredentialUpdate.ofCrls(List.of(Sample.A.crl())));
        store().commit(PROFILE, CredentialUpdate.ofTrust(List.of(Sample.B.ca())));
        assertThat(current().chain()).isEqualTo(Sample.A.chain());
        Signing.assertSignsFor(Sample.A.publicKey(), key(current()));

        store().commit(PROFILE, CredentialUpdate.ofIdentity(Sample.B.identity()));

        assertIs(current(), Sample.B);
        assertThat(current().crls()).containsExactly(Sample.A.crl());
    }

    @Test
    default void takesTheKeyInUseForANewCertificate() throws Exception {
        store().commit(PROFILE, Sample.A.update());
        Sample renewed = Sample.forKey(Sample.A.publicKey());

        store().commit(PROFILE, CredentialUpdate.ofIdentity(Identity.withKeptKey(renewed.chain(), KeySource.CURRENT)));

        assertThat(current().chain()).isEqualTo(renewed.chain());
        Signing.assertSignsFor(Sample.A.publicKey(), key(current()));
    }

    @Test
    default void removesWhatAnUpdateEmpties() throws Exception {
        store().commit(PROFILE, Sample.A.update());
        store().commit(PROFILE, CredentialUpdate.ofCrls(List.of(Sample.A.crl())));

        store().commit(PROFILE, CredentialUpdate.ofIdentity(Identity.NONE));
        assertThat(current().chain()).isEmpty();
        assertThat(current().key()).isNull();
        assertThat(current().trustAnchors()).containsExactly(Sample.A.ca());

        store().commit(PROFILE, CredentialUpdate.ofTrust(List.of()));
        assertThat(current().isEmpty()).isFalse();
        store().commit(PROFILE, CredentialUpdate.ofCrls(List.of()));
        assertThat(current().isEmpty()).isTrue();
    }

    @Test
    default void hasAnEmptyVersionAndNoProfileAfterAllWasRemoved() throws Exception {
        store().commit(PROFILE, Sample.A.update());

        store().commit(PROFILE, new CredentialUpdate(List.of(), List.of(), Identity.NONE));

        assertThat(current().isEmpty()).isTrue();
        assertThat(current().revision()).isEqualTo(2);
        assertThat(store().profiles()).isEmpty();
    }

    @Test
    default void countsTheRevisionsOfEachProfileByOneAndUsesNoneTwice() throws Exception {
        assertThat(store().commit(PROFILE, Sample.A.update()).revision()).isEqualTo(1);
        assertThat(store().commit("other", Sample.B.update()).revision()).isEqualTo(1);
        CredentialUpdate nothing = new CredentialUpdate(List.of(), List.of(), Identity.NONE);
        assertThat(store().commit(PROFILE, nothing).revision()).isEqualTo(2);
        assertThat(store().commit(PROFILE, Sample.B.update()).revision()).isEqualTo(3);
        assertThat(store().rollback(PROFILE, 1).revision()).isEqualTo(4);
        assertThat(store().commit("other", Sample.A.update()).revision()).isEqualTo(2);
    }

    @Test
    default void refusesAnIdentityWhoseKeyItHasNotAndChangesNothing() throws Exception {
        for (KeySource source : List.of(KeySource.CURRENT, KeySource.PENDING)) {
            assertThatThrownBy(() -> store().commit(
                                    PROFILE,
                                    CredentialUpdate.ofIdentity(Identity.withKeptKey(Sample.A.chain(), source))))
                    .isInstanceOf(CredentialStoreException.class);
        }
        assertThat(store().current(PROFILE)).isEmpty();
        assertThat(store().profiles()).isEmpty();
    }

    @Test
    default void refusesAKeyThatCannotBeReadAndChangesNothing() throws Exception {
        store().commit(PROFILE, Sample.A.update());
        store().hold(PROFILE, Sample.B.chain());
        Identity broken = Identity.withNewKey(Sample.B.chain(), new KeyMaterial(Sample.B.publicKey(), new byte[40]));

        assertThatThrownBy(() -> store().commit(PROFILE, CredentialUpdate.ofIdentity(broken)))
                .isInstanceOf(CredentialStoreException.class);

        assertIs(current(), Sample.A);
        assertThat(current().revision()).isEqualTo(1);
        assertThat(store().pending(PROFILE).chain()).isEqualTo(Sample.B.chain());
    }

    @Test
    default void takesEveryNameThatAProfileMayHave() throws Exception {
        List<String> names = List.of("a", "0", "a.b_c-d", "x".repeat(64));
        for (String name : names) {
            store().commit(name, Sample.A.update());
        }
        assertThat(store().profiles()).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    default void handsOutCopies() throws Exception {
        List<String> before = new ArrayList<>(store().profiles());
        Set<String> held = store().profiles();
        store().commit(PROFILE, Sample.A.update());
        assertThat(held).containsExactlyElementsOf(before);

        CredentialVersion first = current();
        store().commit(PROFILE, Sample.B.update());

        // A handshake that began with the old version ends with it.
        assertIs(first, Sample.A);
    }

    @Test
    default void probesWithoutAChange() throws Exception {
        store().commit(PROFILE, Sample.A.update());
        store().probe();
        assertIs(current(), Sample.A);
        assertThat(current().revision()).isEqualTo(1);
        assertThat(store().history(PROFILE)).hasSize(1);
    }
}
