// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.spi.CredentialStore.Subscription;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialUpdate.Identity;
import org.ussl.credential.spi.CredentialUpdate.KeySource;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.KeyMaterial;
import org.ussl.credential.spi.PendingCredential;

class SealedFileStoreTest {

    private static final Material A = Material.create("a");
    private static final Material B = Material.create("b");

    @TempDir
    Path root;

    private Place place;
    private SealedFileStore store;

    @BeforeEach
    void open() throws Exception {
        place = new Place(root);
        store = place.open();
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    private void reopen() throws Exception {
        store.close();
        store = place.open();
    }

    private CredentialVersion current() {
        return store.current("default").orElseThrow();
    }

    @Test
    void startsEmpty() throws Exception {
        assertThat(store.profiles()).isEmpty();
        assertThat(store.current("default")).isEmpty();
        assertThat(store.history("default")).isEmpty();
        assertThat(store.pending("default")).isEqualTo(PendingCredential.NONE);
    }

    @Test
    void returnsWhatWasCommittedNowAndAfterARestart() throws Exception {
        CredentialVersion committed = store.commit("default", A.update());

        assertThat(committed).isSameAs(current());
        assertThat(committed.revision()).isEqualTo(1);
        assertThat(committed.chain()).isEqualTo(A.chain());
        assertThat(committed.trustAnchors()).containsExactly(A.ca());
        assertThat(committed.key().publicKey()).isEqualTo(A.pair().getPublic());

        reopen();
        assertThat(store.profiles()).containsExactly("default");
        assertThat(current()).usingRecursiveComparison().ignoringFields("key").isEqualTo(committed);
        assertThat(current().key().publicKey()).isEqualTo(A.pair().getPublic());
    }

    @Test
    void keepsPartsThatAnUpdateDoesNotName() throws Exception {
        store.commit("default", A.update());
        CredentialVersion second = store.commit("default", CredentialUpdate.ofTrust(List.of(B.ca())));

        assertThat(second.revision()).isEqualTo(2);
        assertThat(second.trustAnchors()).containsExactly(B.ca());
        assertThat(second.chain()).isEqualTo(A.chain());
        assertThat(second.key().publicKey()).isEqualTo(A.pair().getPublic());
    }

    @Test
    void takesANewCertificateForTheKeyInUse() throws Exception {
        store.commit("default", A.update());
        CredentialVersion second = store.commit(
                "default", CredentialUpdate.ofIdentity(Identity.withKeptKey(A.chain(), KeySource.CURRENT)));

        assertThat(second.key().sign("SHA256withECDSA", null, new byte[1])).isNotEmpty();
        reopen();
        assertThat(current().key().sign("SHA256withECDSA", null, new byte[1])).isNotEmpty();
    }

    @Test
    void putsAWaitingPairIntoUseAndForgetsThatItWaited() throws Exception {
        store.commit("default", A.update());
        store.hold("default", B.chain());
        try (KeyMaterial key = B.key()) {
            store.hold("default", key);
        }
        reopen();
        assertThat(store.pending("default").chain()).isEqualTo(B.chain());
        assertThat(store.pending("default").publicKey()).isEqualTo(B.pair().getPublic());
        assertThat(current().chain()).isEqualTo(A.chain());

        store.commit("default", CredentialUpdate.ofIdentity(Identity.withKeptKey(B.chain(), KeySource.PENDING)));

        assertThat(store.pending("default")).isEqualTo(PendingCredential.NONE);
        assertThat(current().chain()).isEqualTo(B.chain());
        assertThat(current().trustAnchors()).containsExactly(A.ca());
        reopen();
        assertThat(store.pending("default")).isEqualTo(PendingCredential.NONE);
        assertThat(current().key().publicKey()).isEqualTo(B.pair().getPublic());
    }

    @Test
    void keepsWaitingPartsOverAChangeOfTrustAndARollBack() throws Exception {
        store.commit("default", A.update());
        store.hold("default", B.chain());
        store.commit("default", CredentialUpdate.ofTrust(List.of(B.ca())));
        store.rollback("default", 1);
        assertThat(store.pending("default").chain()).isEqualTo(B.chain());
    }

    @Test
    void leavesNothingWaitingWhenTheIdentityIsRemoved() throws Exception {
        store.commit("default", A.update());
        store.hold("default", B.key());
        store.commit("default", CredentialUpdate.ofIdentity(Identity.NONE));
        assertThat(store.pending("default")).isEqualTo(PendingCredential.NONE);
        assertThat(current().key()).isNull();
        assertThat(current().trustAnchors()).containsExactly(A.ca());
    }

    @Test
    void refusesAnIdentityWhoseKeyIsNotThere() {
        for (KeySource source : List.of(KeySource.CURRENT, KeySource.PENDING)) {
            assertThatThrownBy(() -> store.commit(
                            "default", CredentialUpdate.ofIdentity(Identity.withKeptKey(A.chain(), source))))
                    .isInstanceOf(CredentialStoreException.class)
                    .hasMessageContaining("upload private.key again");
        }
        assertThat(store.current("default")).isEmpty();
    }

    @Test
    void refusesAKeyThatCannotBeReadAndChangesNothing() throws Exception {
        store.commit("default", A.update());
        Identity broken =
                Identity.withNewKey(B.chain(), new KeyMaterial(B.pair().getPublic(), new byte[40]));

        assertThatThrownBy(() -> store.commit("default", CredentialUpdate.ofIdentity(broken)))
                .isInstanceOf(CredentialStoreException.class);
        assertThat(current().revision()).isEqualTo(1);
        reopen();
        assertThat(current().revision()).isEqualTo(1);
    }

    @Test
    void dropsOneWaitingPart() throws Exception {
        store.hold("default", A.chain());
        store.hold("default", A.key());
        assertThat(store.profiles()).containsExactly("default");

        assertThat(store.drop("default", CredentialPart.KEY)).isTrue();
        assertThat(store.drop("default", CredentialPart.KEY)).isFalse();
        reopen();
        assertThat(store.pending("default").chain()).isEqualTo(A.chain());
        assertThat(store.pending("default").publicKey()).isNull();
        assertThat(store.pending("default").arrivals()).containsOnlyKeys(CredentialPart.CERT);
        assertThat(store.drop("default", CredentialPart.CERT)).isTrue();
        assertThat(store.profiles()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> store.drop("default", CredentialPart.CA));
    }

    @Test
    void rollsBackFromAToBToA() throws Exception {
        store.commit("default", A.update());
        store.commit("default", B.update());
        CredentialVersion third = store.rollback("default", 1);

        assertThat(third.revision()).isEqualTo(3);
        assertThat(third.chain()).isEqualTo(A.chain());
        assertThat(third.key().publicKey()).isEqualTo(A.pair().getPublic());
        assertThat(store.rollback("default", 2).chain()).isEqualTo(B.chain());
        reopen();
        assertThat(current().revision()).isEqualTo(4);
        assertThat(current().chain()).isEqualTo(B.chain());
    }

    @Test
    void rollsBackToTheVersionBeforeARemoval() throws Exception {
        store.commit("default", A.update());
        store.commit("default", new CredentialUpdate(List.of(), List.of(), Identity.NONE));
        assertThat(current().isEmpty()).isTrue();
        assertThat(store.profiles()).isEmpty();

        assertThat(store.rollback("default", 1).chain()).isEqualTo(A.chain());
        assertThat(store.profiles()).containsExactly("default");
    }

    @Test
    void neverUsesARevisionTwice() throws Exception {
        store.commit("default", A.update());
        store.commit("default", new CredentialUpdate(List.of(), List.of(), Identity.NONE));
        reopen();
        assertThat(store.commit("default", B.update()).revision()).isEqualTo(3);
        assertThat(store.commit("other", B.update()).revision()).isEqualTo(1);
    }

    @Test
    void keepsAsManyVersionsAsConfiguredWithoutTheirKeys() throws Exception {
        for (int i = 0; i < 8; i++) {
            store.commit("default", (i % 2 == 0 ? A : B).update());
        }
        List<CredentialVersion> history = store.history("default");
        assertThat(history).extracting(CredentialVersion::revision).containsExactly(8L, 7L, 6L, 5L, 4L);
        assertThat(history).allMatch(version -> version.key() == null);
        assertThat(history.get(0).chain()).isEqualTo(B.chain());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.rollback("default", 3))
                .withMessageContaining("keeps no revision 3");
        assertThatIllegalArgumentException().isThrownBy(() -> store.rollback("nobody", 1));
        assertThat(current().revision()).isEqualTo(8);
    }

    @Test
    void keepsFewerVersionsWhenConfiguredSo() throws Exception {
        store.close();
        store = place.open(place.settings(1), name -> null, new Disk());
        store.commit("default", A.update());
        store.commit("default", B.update());
        assertThat(store.history("default")).hasSize(1);
        assertThat(current().chain()).isEqualTo(B.chain());
    }

    @Test
    void tellsListenersAfterTheChangeIsVisible() throws Exception {
        List<String> seen = new ArrayList<>();
        store.subscribe(profile -> {
            throw new IllegalStateException("a listener that fails");
        });
        Subscription subscription = store.subscribe(profile ->
                seen.add(profile + store.current(profile).orElseThrow().revision()));

        store.commit("default", A.update());
        store.hold("default", B.chain());
        store.commit("other", B.update());
        store.rollback("default", 1);
        assertThat(seen).containsExactly("default1", "other1", "default2");

        subscription.close();
        subscription.close();
        store.commit("default", B.update());
        assertThat(seen).hasSize(3);
    }

    @Test
    void refusesNamesThatCouldLeaveTheFolder() {
        for (String name : List.of("../evil", "a/b", "", ".lock", "ca.pem", "UPPER")) {
            assertThatIllegalArgumentException().isThrownBy(() -> store.commit(name, A.update()));
            assertThatIllegalArgumentException().isThrownBy(() -> store.hold(name, A.chain()));
            assertThat(store.current(name)).isEmpty();
        }
    }

    @Test
    void refusesChangesOnceItIsStopped() throws Exception {
        store.commit("default", A.update());
        store.close();
        assertThatThrownBy(() -> store.commit("default", B.update()))
                .isInstanceOf(CredentialStoreException.class)
                .hasMessageContaining("stopped");
        assertThat(current().chain()).isEqualTo(A.chain());
    }

    @Test
    void doesNotWriteOverAFileThatSomeoneElseHasChanged() throws Exception {
        store.commit("default", A.update());
        byte[] first = Files.readAllBytes(place.file("default"));
        store.commit("default", B.update());
        Files.write(place.file("default"), first);

        assertThatThrownBy(() -> store.commit("default", A.update()))
                .isInstanceOf(CredentialStoreException.class)
                .hasMessageContaining("changed by someone else");
        Files.delete(place.file("default"));
        assertThatThrownBy(() -> store.commit("default", A.update())).isInstanceOf(CredentialStoreException.class);
        assertThat(current().revision()).isEqualTo(2);
        assertThat(place.file("default")).doesNotExist();
    }
}
