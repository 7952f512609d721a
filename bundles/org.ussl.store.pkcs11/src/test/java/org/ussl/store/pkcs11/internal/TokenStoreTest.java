// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.pkcs11.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialUpdate.Identity;
import org.ussl.credential.spi.CredentialUpdate.KeySource;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.KeyMaterial;
import org.ussl.credential.spi.SigningKey;
import org.ussl.store.file.internal.StoreSettings;
import org.ussl.store.file.internal.Unsealed;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.KeyKind;

/** Needs Debian's softhsm2, and a C compiler where the token is pulled out; skipped without. */
class TokenStoreTest {
    static final Authority CA = Authority.create("CN=Token CA");
    private static final byte[] CONTENT = "content".getBytes(US_ASCII);

    @TempDir
    Path home;

    private SoftToken soft;
    private AuthProvider other;

    @AfterEach
    void logOut() throws Exception {
        if (other != null) {
            other.logout(); // A login counts for the whole process.
        }
    }

    @BeforeEach
    void requireToken() {
        soft = SoftToken.required();
    }

    @ParameterizedTest
    @EnumSource(value = KeyKind.class, names = "ED25519", mode = EnumSource.Mode.EXCLUDE)
    void keyInTheTokenSignsAllThatTlsAsksFor(KeyKind kind) throws Exception {
        try (TokenStore store = open(soft.settings(), 5)) {
            SigningKey key = commit(store, "line-1", identity(kind)).key();

            if (key.publicKey().getAlgorithm().equals("EC")) {
                for (String algorithm : List.of("SHA256withECDSA", "SHA384withECDSA", "SHA512withECDSA")) {
                    assertSigns(key, algorithm, null);
                }
                assertThat(key.sign("NONEwithECDSA", null, new byte[32])).isNotEmpty();
            } else {
                assertSigns(key, "SHA256withRSA", null);
                assertSigns(
                        key, "RSASSA-PSS", new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
                int modulus = key.sign("NONEwithRSA", null, new byte[51]).length;
                byte[] block = new byte[modulus];
                block[modulus - 1] = (byte) 0xbc;
                assertThat(key.sign(SigningKey.RSA_PSS_BLOCK, null, block)).hasSize(modulus);
            }
            assertThat(key).hasToString("SigningKey[" + key.publicKey().getAlgorithm() + " in a token]");
        }
    }

    @Test
    void filesHoldTheKeysNamesAndTheTokenDoesNotGiveThemOut() throws Exception {
        try (TokenStore store = open(soft.settings(), 5)) {
            commit(store, "line-2", identity(KeyKind.P256));
        }

        List<byte[]> kept = Unsealed.keys(folder(), home.resolve("master.key"), "line-2");
        assertThat(kept).hasSize(1);
        String alias = new String(kept.get(0), US_ASCII).substring("pkcs11:object=".length());
        assertThat(new String(kept.get(0), US_ASCII)).matches("pkcs11:object=ussl-line-2-[0-9a-f]{16}");
        var key = tokenContent().getKey(alias, null);
        assertThat(key.getEncoded()).isNull();
        assertThat(key.toString())
                .contains("sensitive")
                .contains("unextractable")
                .contains("token object");
    }

    @ParameterizedTest
    @EnumSource(value = org.ussl.credential.KeyKind.class, names = "ED25519", mode = EnumSource.Mode.EXCLUDE)
    void keyThatIsMadeInTheTokenStaysThereAndSignsWhenItsCertificateHasCome(org.ussl.credential.KeyKind kind)
            throws Exception {
        PublicKey made;
        try (TokenStore store = open(soft.settings(), 5)) {
            SigningKey key = store.credentials().generate("line-9", kind, Origin.UNKNOWN);
            made = key.publicKey();
            assertSigns(key, made.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA", null);
        }
        try (TokenStore store = open(soft.settings(), 5)) {
            assertThat(store.credentials().pending("line-9").publicKey()).isEqualTo(made);
            List<X509Certificate> chain = CA.issue(
                            Certificate.named("CN=line-9").keyPair(new KeyPair(made, null)))
                    .chain();
            CredentialVersion version = store.credentials()
                    .commit("line-9", CredentialUpdate.ofIdentity(Identity.withKeptKey(chain, KeySource.PENDING)));
            assertSigns(version.key(), made.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA", null);
        }
        byte[] kept =
                Unsealed.keys(folder(), home.resolve("master.key"), "line-9").get(0);
        String alias = new String(kept, US_ASCII).substring("pkcs11:object=".length());
        var key = tokenContent().getKey(alias, null);
        assertThat(key.getEncoded()).isNull();
        assertThat(key.toString())
                .contains("sensitive")
                .contains("unextractable")
                .contains("token object");
    }

    @Test
    void saysWhichKeysTheTokenMakes() throws Exception {
        try (TokenStore store = open(soft.settings(), 5)) {
            assertThatThrownBy(() ->
                            store.credentials().generate("line-9", org.ussl.credential.KeyKind.ED25519, Origin.UNKNOWN))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("EC_P256");
            assertThat(store.credentials().profiles()).isEmpty();
        }
    }

    @Test
    void versionsAndTheirKeysOutliveARestart() throws Exception {
        org.ussl.testing.pki.Identity first = identity(KeyKind.P256);
        try (TokenStore store = open(soft.settings(), 5)) {
            commit(store, "line-3", first);
            commit(store, "line-3", identity(KeyKind.RSA2048));
        }
        try (TokenStore store = open(soft.settings(), 5)) {
            assertSigns(current(store, "line-3").key(), "SHA256withRSA", null);

            CredentialVersion back = store.credentials().rollback("line-3", 1);
            assertThat(back.revision()).isEqualTo(3);
            assertThat(back.chain()).startsWith(first.certificate());
            assertSigns(back.key(), "SHA256withECDSA", null);
        }
    }

    @ParameterizedTest
    @EnumSource(value = KeyKind.class, names = "ED25519", mode = EnumSource.Mode.EXCLUDE)
    void profilesWithTheSameKeyDoNotTakeItFromEachOther(KeyKind kind) throws Exception {
        org.ussl.testing.pki.Identity shared = identity(kind);
        String algorithm =
                shared.certificate().getPublicKey().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
        try (TokenStore store = open(soft.settings(), 1)) {
            commit(store, "line-30", shared);
            commit(store, "line-31", shared);
        }
        try (TokenStore store = open(soft.settings(), 1)) { // What it had in memory is gone.
            assertSigns(current(store, "line-30").key(), algorithm, null);
            assertSigns(current(store, "line-31").key(), algorithm, null);
            for (int more = 0; more < 3; more++) { // One key's end is not the other's.
                commit(store, "line-30", identity(KeyKind.P256));
            }
        }
        try (TokenStore store = open(soft.settings(), 1)) {
            assertSigns(current(store, "line-31").key(), algorithm, null);
        }
    }

    @Test
    void keyThatWaitsForItsCertificateWaitsInTheToken() throws Exception {
        org.ussl.testing.pki.Identity identity = identity(KeyKind.P384);
        try (TokenStore store = open(soft.settings(), 5);
                KeyMaterial material = material(identity)) {
            store.credentials().hold("line-4", material);
        }
        assertThat(new String(
                        Unsealed.keys(folder(), home.resolve("master.key"), "line-4")
                                .get(0),
                        US_ASCII))
                .startsWith("pkcs11:");
        try (TokenStore store = open(soft.settings(), 5)) {
            CredentialVersion version = store.credentials()
                    .commit(
                            "line-4",
                            CredentialUpdate.ofIdentity(Identity.withKeptKey(identity.chain(), KeySource.PENDING)));
            assertSigns(version.key(), "SHA384withECDSA", null);
        }
    }

    @Test
    void keysThatNoVersionHasAnyMoreAreDestroyed() throws Exception {
        try (TokenStore store = open(soft.settings(), 1)) {
            for (int i = 0; i < 5; i++) {
                commit(store, "line-5", identity(KeyKind.P256));
            }
            // The version in use, and the one before it, which the backup still has.
            assertThat(Collections.list(tokenContent().aliases()))
                    .filteredOn(alias -> alias.startsWith("ussl-line-5-"))
                    .hasSize(2);
            assertSigns(current(store, "line-5").key(), "SHA256withECDSA", null);
        }
    }

    @Test
    void keyOfAKindThatTokensDoNotTakeIsRefusedAndNothingHasChanged() throws Exception {
        try (TokenStore store = open(soft.settings(), 5)) {
            assertThatThrownBy(() -> commit(store, "line-6", identity(KeyKind.ED25519)))
                    .isInstanceOf(CredentialStoreException.class)
                    .hasMessageContaining("RSA and EC");
            assertThat(store.credentials().current("line-6")).isEmpty();
        }
    }

    @Test
    void tokenThatIsPulledOutIsAClearErrorAndItsReturnIsNoticed() throws Exception {
        SoftToken.Plugged plugged = soft.plugged();
        try (TokenStore store = open(plugged.settings(), 5)) {
            SigningKey key = commit(store, "line-7", identity(KeyKind.P256)).key();
            assertSigns(key, "SHA256withECDSA", null);

            for (int round = 0; round < 3; round++) {
                plugged.pull();
                for (int call = 0; call < 3; call++) {
                    assertThatThrownBy(() -> key.sign("SHA256withECDSA", null, CONTENT))
                            .isInstanceOf(GeneralSecurityException.class)
                            .hasMessageContaining("cannot be reached")
                            .hasMessageContaining("CKR_DEVICE_REMOVED")
                            .hasMessageNotContaining(SoftToken.PIN);
                }
                assertThatThrownBy(() -> commit(store, "line-7", identity(KeyKind.P256)))
                        .isInstanceOf(CredentialStoreException.class)
                        .hasMessageContaining("unchanged");
                assertThat(current(store, "line-7").key()).isSameAs(key);

                plugged.plugIn();
                assertSigns(key, "SHA256withECDSA", null);
            }
            commit(store, "line-7", identity(KeyKind.P256));
            assertSigns(current(store, "line-7").key(), "SHA256withECDSA", null);
        }
    }

    @Test
    void startsWithoutTheTokenAndSignsWhenItIsThere() throws Exception {
        SoftToken.Plugged plugged = soft.plugged();
        try (TokenStore store = open(plugged.settings(), 5)) {
            commit(store, "line-8", identity(KeyKind.P256));
        }
        plugged.pull();
        try (TokenStore store = open(plugged.settings(), 5)) {
            SigningKey key = current(store, "line-8").key();
            assertThatThrownBy(() -> key.sign("SHA256withECDSA", null, CONTENT))
                    .hasMessageContaining("cannot be reached");

            plugged.plugIn();
            assertSigns(key, "SHA256withECDSA", null);
        }
    }

    @Test
    void wrongPinIsTriedOnceAndNotTold() throws Exception {
        assertThatThrownBy(() -> open(soft.settings("00000000"), 5))
                .isInstanceOf(CredentialStoreException.class)
                .hasMessageStartingWith("pin is not the PIN")
                .hasMessageNotContaining("00000000");

        Token token = new Token(soft.settings("00000000"), name -> null);
        assertThatThrownBy(() -> token.use(session -> session)).isInstanceOf(TokenException.class);
        assertThatThrownBy(() -> token.use(session -> session))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("not tried again");
    }

    @Test
    void stoppedStoreSignsNoMore() throws Exception {
        SigningKey key;
        try (TokenStore store = open(soft.settings(), 5)) {
            key = commit(store, "line-9", identity(KeyKind.P256)).key();
        }

        assertThatThrownBy(() -> key.sign("SHA256withECDSA", null, CONTENT))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("store is stopped");
        // Logged out: whoever has the library and no PIN sees no key.
        Provider without =
                Security.getProvider("SunPKCS11").configure(soft.settings().forSigning());
        KeyStore seen = KeyStore.getInstance("PKCS11", without);
        assertThatThrownBy(() -> seen.load(null, null)).isInstanceOf(IOException.class);
        assertThat(Security.getProviders())
                .noneMatch(provider -> provider.getName().contains("ussl"));
    }

    private TokenStore open(TokenSettings token, int keepVersions) throws CredentialStoreException {
        return TokenStore.open(token, sealed(folder(), keepVersions), Optional.empty());
    }

    static StoreSettings sealed(Path folder, int keepVersions) {
        return StoreSettings.of(folder.toString(), null, null, null, null, null, keepVersions);
    }

    private Path folder() {
        return home.resolve("credentials");
    }

    static org.ussl.testing.pki.Identity identity(KeyKind kind) {
        return CA.issue(Certificate.named("CN=gw").kind(kind));
    }

    static KeyMaterial material(org.ussl.testing.pki.Identity identity) {
        return new KeyMaterial(
                identity.certificate().getPublicKey(),
                identity.keyPair().getPrivate().getEncoded());
    }

    static CredentialVersion commit(TokenStore store, String profile, org.ussl.testing.pki.Identity identity)
            throws CredentialStoreException {
        try (KeyMaterial material = material(identity)) {
            return store.credentials()
                    .commit(profile, CredentialUpdate.ofIdentity(Identity.withNewKey(identity.chain(), material)));
        }
    }

    static CredentialVersion current(TokenStore store, String profile) {
        return store.credentials().current(profile).orElseThrow();
    }

    static void assertSigns(SigningKey key, String algorithm, AlgorithmParameterSpec parameters)
            throws GeneralSecurityException {
        byte[] signed = key.sign(algorithm, parameters, CONTENT);
        PublicKey publicKey = key.publicKey();
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(publicKey);
        if (parameters != null) {
            verifier.setParameter(parameters);
        }
        verifier.update(CONTENT);
        assertThat(verifier.verify(signed)).isTrue();
    }

    /** What is in the token, seen by somebody else who has the PIN. */
    private KeyStore tokenContent() throws Exception {
        Provider provider =
                Security.getProvider("SunPKCS11").configure(soft.settings().forSigning());
        other = (AuthProvider) provider;
        KeyStore store = KeyStore.getInstance("PKCS11", provider);
        store.load(null, SoftToken.PIN.toCharArray());
        return store;
    }
}
