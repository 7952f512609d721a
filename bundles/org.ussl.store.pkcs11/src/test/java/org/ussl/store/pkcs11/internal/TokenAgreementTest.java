// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.pkcs11.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ussl.store.pkcs11.internal.TokenStoreTest.assertSigns;
import static org.ussl.store.pkcs11.internal.TokenStoreTest.current;
import static org.ussl.store.pkcs11.internal.TokenStoreTest.identity;
import static org.ussl.store.pkcs11.internal.TokenStoreTest.sealed;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.SigningKey;
import org.ussl.store.file.internal.KeyUse;
import org.ussl.store.file.internal.SealedFileStore;
import org.ussl.store.file.internal.Unsealed;
import org.ussl.store.nats.internal.StoreKeys;
import org.ussl.store.nats.internal.sealing.Delivery;
import org.ussl.store.nats.internal.sealing.DeliveryGate;
import org.ussl.store.nats.internal.sealing.MarkFolder;
import org.ussl.store.nats.internal.sealing.Party;
import org.ussl.store.nats.internal.sealing.SealedValue;
import org.ussl.store.nats.internal.sealing.SoftwareKeys;
import org.ussl.testing.pki.KeyKind;

/** A fleet's keys in a token. Needs Debian's softhsm2, and a C compiler where the token is pulled out; else skipped. */
class TokenAgreementTest {
    private static final String SEALING = "ussl.fleet.sealing";
    private static final String SIGNING = "ussl.fleet.signing";

    @TempDir
    Path home;

    private SoftToken soft;

    @BeforeEach
    void requireToken() {
        soft = SoftToken.required();
    }

    @Test
    void opensWhatIsSealedForTheGatewayAndKeepsItsCardOverARestart() throws Exception {
        Party gateway;
        try (TokenStore store = open(soft.settings())) {
            StoreKeys keys = StoreKeys.open(store.credentials(), "gw-17");
            gateway = keys.party();
            assertOpens(keys, gateway, 1);
        }
        try (TokenStore store = open(soft.settings())) {
            StoreKeys keys = StoreKeys.open(store.credentials(), "gw-17");
            assertThat(keys.party()).isEqualTo(gateway);
            assertOpens(keys, gateway, 2);
        }
    }

    @Test
    void keyThatAgreesStaysInTheTokenAndSignsNothing() throws Exception {
        try (TokenStore store = open(soft.settings())) {
            StoreKeys.open(store.credentials(), "gw-17");
            SigningKey key = current(store, SEALING).key();

            assertThatThrownBy(() -> key.sign("SHA256withECDSA", null, new byte[] {1}))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessageContaining("signs nothing");
            Token token = new Token(soft.settings(), name -> null);
            String alias = alias(SEALING);
            // The token says so too, whoever asks.
            assertThatThrownBy(() -> new TokenKey(KeyUse.SIGNING, token, alias, key.publicKey())
                            .sign("SHA256withECDSA", null, new byte[] {1}))
                    .isInstanceOf(GeneralSecurityException.class)
                    .hasMessageContaining("CKR_KEY_FUNCTION_NOT_PERMITTED");
            PrivateKey handle = token.useForAgreement(session -> session.key(alias));
            assertThat(handle.toString()).contains("sensitive", "unextractable", "token object");
            assertThat(handle.getEncoded()).isNull();
        }
    }

    @Test
    void keyForTlsAgreesOnNothing() throws Exception {
        try (TokenStore store = open(soft.settings())) {
            SigningKey made =
                    store.credentials().generate("line-20", org.ussl.credential.KeyKind.EC_P256, Origin.UNKNOWN);
            SigningKey brought = TokenStoreTest.commit(store, "line-21", identity(KeyKind.P256))
                    .key();
            PublicKey other = pair("secp256r1").getPublic();
            Token token = new Token(soft.settings(), name -> null);
            for (SigningKey each : List.of(made, brought)) {
                assertThatThrownBy(() -> each.agree(other))
                        .isInstanceOf(InvalidKeyException.class)
                        .hasMessageContaining("agrees on no secrets");
                String alias = ((TokenKey) each).alias();
                // The token says so too, whoever asks.
                assertThatThrownBy(() -> new TokenKey(KeyUse.AGREEMENT, token, alias, each.publicKey()).agree(other))
                        .isInstanceOf(GeneralSecurityException.class)
                        .hasMessageContaining("CKR_KEY_FUNCTION_NOT_PERMITTED");
            }
        }
    }

    @Test
    void secretsAreWholeWhateverTheirFirstByte() throws Exception {
        try (TokenStore store = open(soft.settings())) {
            StoreKeys keys = StoreKeys.open(store.credentials(), "gw-17");
            Set<Boolean> beginWithZero = new HashSet<>();
            for (int round = 0; beginWithZero.size() < 2; round++) {
                KeyPair other = pair("secp256r1");
                KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
                agreement.init(other.getPrivate());
                agreement.doPhase(current(store, SEALING).key().publicKey(), true);
                byte[] expected = agreement.generateSecret();
                // One of 256 begins so; the others are asked for once.
                if (expected[0] == 0 || round == 0) {
                    assertThat(keys.agree((ECPublicKey) other.getPublic())).isEqualTo(expected);
                    beginWithZero.add(expected[0] == 0);
                }
            }
        }
    }

    @Test
    void pointsOfOtherCurvesDoNotReachTheToken() throws Exception {
        try (TokenStore store = open(soft.settings())) {
            StoreKeys keys = StoreKeys.open(store.credentials(), "gw-17");
            ECPublicKey good = (ECPublicKey) pair("secp256r1").getPublic();
            byte[] moved = good.getEncoded();
            moved[moved.length - 1] ^= 1;

            for (ECPublicKey bad : List.of(
                    (ECPublicKey) pair("secp384r1").getPublic(),
                    new Claimed(good, moved),
                    new Claimed(good, new byte[] {4}))) {
                assertThatThrownBy(() -> keys.agree(bad)).isInstanceOf(InvalidKeyException.class);
            }
        }
    }

    @Test
    void keysThatComeFromAFileStoreKeepTheGatewaysCard() throws Exception {
        try (SealedFileStore files = Unsealed.store(home.resolve("files"))) {
            Party gateway = StoreKeys.open(files, "gw-17").party();
            try (TokenStore store = open(soft.settings())) {
                for (String profile : List.of(SEALING, SIGNING)) {
                    byte[] sealed = files.transfer().seal(profile, true);
                    store.credentials().transfer().takeOver(profile, sealed, false, Origin.UNKNOWN);
                }
                StoreKeys keys = StoreKeys.open(store.credentials(), "gw-17");

                assertThat(keys.party()).isEqualTo(gateway);
                assertOpens(keys, gateway, 1);
            }
        }
    }

    @Test
    void keyOfAProfileThatIsReplacedIsDestroyedInTheToken() throws Exception {
        try (TokenStore store = open(soft.settings())) {
            String alias = ((TokenKey)
                            store.credentials().generate(SEALING, org.ussl.credential.KeyKind.EC_P256, Origin.GATEWAY))
                    .alias();
            Token token = new Token(soft.settings(), name -> null);
            PrivateKey handle = token.useForAgreement(session -> session.key(alias));
            assertThat(handle).isNotNull();
            for (int more = 0; more < 2; more++) { // The backup has the last one.
                store.credentials().generate(SEALING, org.ussl.credential.KeyKind.EC_P256, Origin.GATEWAY);
            }

            Token again = new Token(soft.settings(), name -> null);
            assertThatThrownBy(() -> again.useForAgreement(session -> session.key(alias)))
                    .hasMessageContaining("has no key");
        }
    }

    @Test
    void tokenThatWasPulledOutOpensAgainWhenItIsBack() throws Exception {
        SoftToken.Plugged plugged = soft.plugged();
        try (TokenStore store = open(plugged.settings())) {
            StoreKeys keys = StoreKeys.open(store.credentials(), "gw-17");
            ECPublicKey other = (ECPublicKey) pair("secp256r1").getPublic();
            for (int round = 0; round < 2; round++) {
                plugged.pull();
                assertThatThrownBy(() -> keys.agree(other))
                        .isInstanceOf(GeneralSecurityException.class)
                        .hasMessageContaining("cannot be reached")
                        .hasMessageContaining("CKR_DEVICE_REMOVED");
                plugged.plugIn();
                assertThat(keys.agree(other)).hasSize(32);
            }
            assertSigns(current(store, SIGNING).key(), "SHA256withECDSA", null);
        }
    }

    @Test
    void stoppedStoreAgreesNoMore() throws Exception {
        SigningKey key;
        try (TokenStore store = open(soft.settings())) {
            StoreKeys.open(store.credentials(), "gw-17");
            key = current(store, SEALING).key();
        }

        assertThatThrownBy(() -> key.agree(pair("secp256r1").getPublic()))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("store is stopped");
    }

    private void assertOpens(StoreKeys keys, Party gateway, long number) throws Exception {
        SoftwareKeys operator = SoftwareKeys.generate("alice");
        byte[] value = SealedValue.seal(
                new Delivery(
                        "plant",
                        gateway,
                        operator.party(),
                        "line-3",
                        number,
                        0,
                        List.of(new Delivery.File(CredentialPart.CA, new byte[] {1, 2, 3}))),
                operator);
        DeliveryGate gate = new DeliveryGate(
                "plant", keys, () -> Set.of(operator.party()), new MarkFolder(home.resolve("taken-" + number)));
        try (Delivery delivery = gate.open("line-3", value).orElseThrow()) {
            assertThat(delivery.files().get(0).content()).containsExactly(1, 2, 3);
        }
    }

    private String alias(String profile) throws Exception {
        byte[] kept = Unsealed.keys(home.resolve("credentials"), home.resolve("master.key"), profile)
                .get(0);
        return new String(kept, US_ASCII).substring("pkcs11:object=".length());
    }

    private TokenStore open(TokenSettings token) throws CredentialStoreException {
        return TokenStore.open(token, sealed(home.resolve("credentials"), 5), Optional.empty());
    }

    private static KeyPair pair(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    /** A key that says it is on the curve. */
    private record Claimed(ECPublicKey good, byte[] encoded) implements ECPublicKey {
        @Override
        public ECPoint getW() {
            return good.getW();
        }

        @Override
        public String getAlgorithm() {
            return "EC";
        }

        @Override
        public String getFormat() {
            return "X.509";
        }

        @Override
        public byte[] getEncoded() {
            return encoded.clone();
        }

        @Override
        public ECParameterSpec getParams() {
            return good.getParams();
        }
    }
}
