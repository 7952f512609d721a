// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.Signature;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.KeyKind;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialUpdate.Identity;
import org.ussl.credential.spi.CredentialUpdate.KeySource;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.SigningKey;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;

/** Keys that the store itself makes. */
class BornHiddenTest {
    private static final byte[] CONTENT = new byte[33];
    private static final Origin OLGA = new Origin("olga", "shell", "");

    @TempDir
    Path root;

    @ParameterizedTest
    @EnumSource
    void keyWaitsOverARestartAndSignsWhenItsCertificateHasCome(KeyKind kind) throws Exception {
        Place place = new Place(root);
        SigningKey made;
        try (SealedFileStore store = place.open()) {
            made = store.generate("line-1", kind, OLGA);
            assertVerifies(made, kind);
        }
        try (SealedFileStore store = place.open()) {
            assertThat(store.pending("line-1").publicKey()).isEqualTo(made.publicKey());
            assertThat(store.pending("line-1")
                            .arrivals()
                            .get(CredentialPart.KEY)
                            .origin())
                    .isEqualTo(OLGA);
            CredentialVersion version = store.commit(
                    "line-1",
                    CredentialUpdate.ofIdentity(Identity.withKeptKey(
                            Authority.create("CN=CA")
                                    .issue(Certificate.named("CN=line-1").keyPair(new KeyPair(made.publicKey(), null)))
                                    .chain(),
                            KeySource.PENDING)));
            assertVerifies(version.key(), kind);
            assertThat(store.pending("line-1").publicKey()).isNull();
        }
    }

    @Test
    void failedWriteLeavesNoKeyWaiting() throws Exception {
        Place place = new Place(root);
        Disk full = new Disk() {
            @Override
            void create(Path file, byte[] content) throws IOException {
                if (file.toString().contains("line-1")) {
                    throw new IOException("No space left on device");
                }
                super.create(file, content);
            }
        };
        try (SealedFileStore store = place.open(full)) {
            assertThatThrownBy(() -> store.generate("line-1", KeyKind.EC_P256, OLGA))
                    .isInstanceOf(CredentialStoreException.class)
                    .hasMessageContaining("No space left on device");
            assertThat(store.pending("line-1").publicKey()).isNull();
            assertThat(List.copyOf(store.profiles())).isEmpty();
        }
    }

    private static void assertVerifies(SigningKey key, KeyKind kind) throws Exception {
        String algorithm = switch (kind) {
            case EC_P256, EC_P384 -> "SHA256withECDSA";
            case RSA_2048, RSA_3072 -> "SHA256withRSA";
            case ED25519 -> "Ed25519";
        };
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(key.publicKey());
        verifier.update(CONTENT);
        assertThat(verifier.verify(key.sign(algorithm, null, CONTENT))).isTrue();
    }
}
