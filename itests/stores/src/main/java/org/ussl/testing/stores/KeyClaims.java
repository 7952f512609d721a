// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.Test;
import org.ussl.credential.GatewayProfile;
import org.ussl.credential.KeyKind;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialUpdate.Identity;
import org.ussl.credential.spi.CredentialUpdate.KeySource;
import org.ussl.credential.spi.KeyMaterial;
import org.ussl.credential.spi.PendingCredential;
import org.ussl.credential.spi.SigningKey;

/** What may be done with a key, and what may not be known of it. */
interface KeyClaims extends StoreUnderTest {

    @Test
    default void signsAllThatTlsAsksFor() throws Exception {
        for (org.ussl.testing.pki.KeyKind kind : takes()) {
            Sample sample = Sample.of(kind.name(), kind);
            SigningKey key = key(store().commit(PROFILE, sample.update()));
            Signing.assertSignsForTls(sample.publicKey(), key);
        }
    }

    @Test
    default void hasItsOwnCopyOfAKeyWhenItReturns() throws Exception {
        try (KeyMaterial key = Sample.A.key()) {
            store().commit(
                            PROFILE,
                            new CredentialUpdate(
                                    List.of(Sample.A.ca()), null, Identity.withNewKey(Sample.A.chain(), key)));
        }
        assertIs(current(), Sample.A);

        try (KeyMaterial key = Sample.B.key()) {
            store().hold(PROFILE, key);
        }
        store().commit(PROFILE, CredentialUpdate.ofIdentity(Identity.withKeptKey(Sample.B.chain(), KeySource.PENDING)));
        Signing.assertSignsFor(Sample.B.publicKey(), key(current()));
    }

    @Test
    default void showsNothingOfAKey() throws Exception {
        SigningKey key = key(store().commit(PROFILE, Sample.A.update()));
        BigInteger secret = ((ECPrivateKey) Sample.A.pair().getPrivate()).getS();
        byte[] pkcs8 = Sample.A.pair().getPrivate().getEncoded();
        for (Object shown : List.of(key, current(), store())) {
            String text = shown.toString().toLowerCase(Locale.ROOT);
            assertThat(text)
                    .doesNotContain(secret.toString(16))
                    .doesNotContain(secret.toString())
                    .doesNotContain(HexFormat.of().formatHex(pkcs8))
                    .doesNotContain(Base64.getEncoder().encodeToString(pkcs8).toLowerCase(Locale.ROOT));
        }
        assertThat(key).isNotInstanceOf(Serializable.class).isNotInstanceOf(java.security.Key.class);
    }

    @Test
    default void keepsTheGatewaysOwnProfilesWhoseKeysHaveOneUse() throws Exception {
        SigningKey forTls = key(store().commit(PROFILE, Sample.A.update()));
        SigningKey forSealing = key(store().commit(GatewayProfile.FLEET_SEALING, Sample.B.update()));
        assertThat(store().profiles()).containsExactlyInAnyOrder(PROFILE, GatewayProfile.FLEET_SEALING);

        assertThatThrownBy(() -> forTls.agree(Sample.B.publicKey()))
                .isInstanceOfAny(GeneralSecurityException.class, UnsupportedOperationException.class);
        byte[] agreed;
        try {
            agreed = forSealing.agree(Sample.A.publicKey());
        } catch (UnsupportedOperationException e) {
            return; // A good store, for gateways without a fleet.
        }
        KeyAgreement other = KeyAgreement.getInstance("ECDH");
        other.init(Sample.A.pair().getPrivate());
        other.doPhase(Sample.B.publicKey(), true);
        assertThat(agreed).isEqualTo(other.generateSecret());
        assertThatThrownBy(() -> forSealing.sign("SHA256withECDSA", null, new byte[32]))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    default void refusesAnAlgorithmThatDoesNotFitTheKey() throws Exception {
        SigningKey key = key(store().commit(PROFILE, Sample.A.update()));
        for (String algorithm : List.of("SHA256withRSA", "no such algorithm")) {
            assertThatThrownBy(() -> key.sign(algorithm, null, new byte[32]))
                    .isInstanceOf(GeneralSecurityException.class);
        }
        Signing.assertSignsFor(Sample.A.publicKey(), key);
    }

    @Test
    default void makesAKeyThatWaitsOrSaysThatItMakesNone() throws Exception {
        for (KeyKind kind : KeyKind.values()) {
            SigningKey made;
            try {
                made = store().generate(PROFILE, kind, Origin.UNKNOWN);
            } catch (UnsupportedOperationException e) {
                assertThat(e.getMessage()).isNotBlank();
                assertThat(store().pending(PROFILE)).isEqualTo(PendingCredential.NONE);
                continue;
            }
            Signing.assertSignsFor(made.publicKey(), made);
            assertThat(Objects.requireNonNull(store().pending(PROFILE).publicKey())
                            .getEncoded())
                    .isEqualTo(made.publicKey().getEncoded());

            Sample certified = Sample.forKey(made.publicKey());
            store().commit(
                            PROFILE,
                            CredentialUpdate.ofIdentity(Identity.withKeptKey(certified.chain(), KeySource.PENDING)));

            assertThat(current().chain()).isEqualTo(certified.chain());
            Signing.assertSignsFor(made.publicKey(), key(current()));
        }
    }
}
