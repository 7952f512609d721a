// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.pkcs11.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ussl.store.pkcs11.internal.TokenStoreTest.assertSigns;
import static org.ussl.store.pkcs11.internal.TokenStoreTest.current;
import static org.ussl.store.pkcs11.internal.TokenStoreTest.identity;
import static org.ussl.store.pkcs11.internal.TokenStoreTest.material;
import static org.ussl.store.pkcs11.internal.TokenStoreTest.sealed;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialUpdate.Identity;
import org.ussl.credential.spi.KeyMaterial;
import org.ussl.store.file.internal.SealedFileStore;
import org.ussl.store.file.internal.Unsealed;
import org.ussl.testing.pki.KeyKind;

/** Profiles on their way into a token, and keys that do not come out of one. Needs Debian's softhsm2. */
class TokenTransferTest {
    @TempDir
    Path home;

    private SoftToken soft;

    @BeforeEach
    void requireToken() {
        soft = SoftToken.required();
    }

    @Test
    void keysGoIntoTheTokenWithTheirHistoryAndNeverBack() throws Exception {
        org.ussl.testing.pki.Identity first = identity(KeyKind.P256);
        org.ussl.testing.pki.Identity second = identity(KeyKind.RSA2048);
        try (SealedFileStore files = Unsealed.store(home.resolve("files"));
                TokenStore token = open()) {
            deliver(files, "line-12", first);
            deliver(files, "line-12", second);
            byte[] sealed = files.transfer().seal("line-12", true);
            SealedFileStore inToken = token.credentials();

            assertThat(inToken.transfer().takeOver("line-12", sealed, false, Origin.UNKNOWN))
                    .isEqualTo(3);
            assertSigns(current(token, "line-12").key(), "SHA256withRSA", null);
            assertSigns(inToken.rollback("line-12", 1).key(), "SHA256withECDSA", null);
            List<byte[]> kept = Unsealed.keys(home.resolve("credentials"), home.resolve("master.key"), "line-12");
            assertThat(kept)
                    .hasSize(4)
                    .allSatisfy(note -> assertThat(new String(note, US_ASCII)).startsWith("pkcs11:"));
            // A key that several versions have is in the token once.
            assertThat(kept.stream().map(note -> new String(note, US_ASCII)).distinct())
                    .hasSize(2);

            assertThatThrownBy(() -> inToken.transfer().seal("line-12", true))
                    .isInstanceOf(CredentialStoreException.class)
                    .hasMessageContainingAll("line-12", "token", "cannot leave");
            byte[] trustAlone = inToken.transfer().seal("line-12", false);
            assertThat(files.transfer().takeOver("line-12", trustAlone, true, Origin.UNKNOWN))
                    .isGreaterThan(3);
            assertThat(files.current("line-12").orElseThrow().chain()).isEmpty();
        }
    }

    @Test
    void whatTheTokenDoesNotTakeStaysBehindInTheHistoryAndIsRefusedInUse() throws Exception {
        try (SealedFileStore files = Unsealed.store(home.resolve("files"));
                TokenStore token = open()) {
            deliver(files, "line-13", identity(KeyKind.ED25519));
            byte[] edwards = files.transfer().seal("line-13", true);
            deliver(files, "line-13", identity(KeyKind.P256));
            byte[] weierstrass = files.transfer().seal("line-13", true);

            assertThatThrownBy(() -> token.credentials().transfer().takeOver("line-13", edwards, false, Origin.UNKNOWN))
                    .hasMessageContaining("RSA and EC");
            assertThat(token.credentials().profiles()).isEmpty();
            assertThat(token.credentials().transfer().takeOver("line-13", weierstrass, false, Origin.UNKNOWN))
                    .isEqualTo(3);
            assertThat(token.credentials().history("line-13")).hasSize(2);
        }
    }

    @Test
    void takesOverWhatAFileStoreHasUnderTheSameMasterKey() throws Exception {
        Path files = home.resolve("files");
        org.ussl.testing.pki.Identity identity = identity(KeyKind.P256);
        try (SealedFileStore other = Unsealed.store(files);
                KeyMaterial material = material(identity)) {
            other.commit("line-10", CredentialUpdate.ofTrust(List.of(TokenStoreTest.CA.certificate())));
            other.commit("line-10", CredentialUpdate.ofIdentity(Identity.withNewKey(identity.chain(), material)));
            other.commit("trust-only", CredentialUpdate.ofTrust(List.of(TokenStoreTest.CA.certificate())));
            for (int start = 0; start < 2; start++) { // While the file store is in use, and once only.
                try (TokenStore store = importing(files)) {
                    // After the two that came with it, which are kept.
                    assertThat(current(store, "line-10").revision()).isEqualTo(3);
                    assertThat(store.credentials().history("line-10")).hasSize(3);
                    assertThat(current(store, "line-10").chain()).isEqualTo(identity.chain());
                    assertThat(current(store, "line-10").trustAnchors())
                            .containsExactly(TokenStoreTest.CA.certificate());
                    assertSigns(current(store, "line-10").key(), "SHA256withECDSA", null);
                    assertThat(current(store, "trust-only").trustAnchors())
                            .containsExactly(TokenStoreTest.CA.certificate());
                }
            }
        }
        assertThat(new String(
                        Unsealed.keys(folder(), home.resolve("master.key"), "line-10")
                                .get(0),
                        US_ASCII))
                .startsWith("pkcs11:");
    }

    @Test
    void refusesToTakeOverAKeyThatTheTokenDoesNotTake() throws Exception {
        Path files = home.resolve("files");
        org.ussl.testing.pki.Identity identity = identity(KeyKind.ED25519);
        try (SealedFileStore other = Unsealed.store(files);
                KeyMaterial material = material(identity)) {
            other.commit("line-11", CredentialUpdate.ofIdentity(Identity.withNewKey(identity.chain(), material)));
        }

        assertThatThrownBy(() -> importing(files))
                .isInstanceOf(CredentialStoreException.class)
                .hasMessageContainingAll("line-11", "RSA and EC");
        try (TokenStore store = open()) {
            assertThat(store.credentials().profiles()).isEmpty(); // And its folder is free again.
        }
    }

    private TokenStore importing(Path files) throws CredentialStoreException {
        return TokenStore.open(soft.settings(), sealed(folder(), 5), Optional.of(sealed(files, 1)));
    }

    private static void deliver(SealedFileStore store, String profile, org.ussl.testing.pki.Identity identity)
            throws CredentialStoreException {
        try (KeyMaterial material = material(identity)) {
            store.commit(
                    profile,
                    new CredentialUpdate(
                            List.of(TokenStoreTest.CA.certificate()),
                            null,
                            Identity.withNewKey(identity.chain(), material)));
        }
    }

    private TokenStore open() throws CredentialStoreException {
        return TokenStore.open(soft.settings(), sealed(folder(), 5), Optional.empty());
    }

    private Path folder() {
        return home.resolve("credentials");
    }
}
