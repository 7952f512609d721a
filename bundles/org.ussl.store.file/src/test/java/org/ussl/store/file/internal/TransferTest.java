// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.Change;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialVersion;

/** Two stores under one master key, and one under another. */
class TransferTest {
    private static final Material A = Material.create("a");
    private static final Material B = Material.create("b");
    private static final Origin ANN = new Origin("ann", "shell", "");

    @TempDir
    Path root;

    private Place place;

    @BeforeEach
    void fill() throws Exception {
        place = new Place(root);
        try (SealedFileStore store = place.open()) {
            store.commit("line-3", A.update());
            store.commit("line-3", B.update());
            store.hold("line-3", A.key());
            store.commit("trust", CredentialUpdate.ofTrust(List.of(A.ca())));
        }
    }

    /** A second store beside the first, with the same master key. */
    private SealedFileStore beside() throws CredentialStoreException {
        return place.open(
                StoreSettings.of(
                        root.resolve("beside").toString(), place.masterKey().toString(), null, 3),
                name -> null,
                new Disk());
    }

    @Test
    void bringsVersionsKeysAndWhatWaitsAndMakesOneNewRevision() throws Exception {
        List<String> told = new ArrayList<>();
        try (SealedFileStore from = place.open();
                SealedFileStore to = beside()) {
            to.subscribe(told::add);
            for (int again = 0; again < 2; again++) {
                for (String profile : from.transfer().profiles()) {
                    to.transfer().takeOver(profile, from.transfer().seal(profile, true), false, ANN);
                }
            }
            assertThat(told).containsExactly("line-3", "trust");
            assertThat(from.current("line-3").orElseThrow().chain()).isEqualTo(B.chain());
        }
        try (SealedFileStore to = beside()) {
            CredentialVersion moved = to.current("line-3").orElseThrow();
            assertThat(moved.revision()).isEqualTo(3);
            assertThat(moved.change()).isEqualTo(Change.migration(ANN));
            assertThat(moved.chain()).isEqualTo(B.chain());
            assertThat(moved.trustAnchors()).containsExactly(B.ca());
            assertThat(moved.key().sign("SHA256withECDSA", null, new byte[9])).isNotEmpty();
            assertThat(to.history("line-3"))
                    .extracting(CredentialVersion::revision)
                    .containsExactly(3L, 2L, 1L);
            assertThat(to.pending("line-3").publicKey()).isEqualTo(A.pair().getPublic());
            assertThat(to.rollback("line-3", 1).chain()).isEqualTo(A.chain());
            assertThat(to.current("trust").orElseThrow().revision()).isEqualTo(2);
        }
    }

    @Test
    void whatIsSealedShowsNothingAndOpensForNoOtherMasterKey() throws Exception {
        Place foreign = new Place(Files.createDirectory(root.resolve("foreign")));
        try (SealedFileStore from = place.open();
                SealedFileStore other = foreign.open()) {
            byte[] sealed = from.transfer().seal("line-3", true);
            assertThat(new String(sealed, java.nio.charset.StandardCharsets.ISO_8859_1))
                    .doesNotContain(new String(B.pkcs8(), java.nio.charset.StandardCharsets.ISO_8859_1).substring(30))
                    .doesNotContain("line-3");
            assertThatThrownBy(() -> other.transfer().takeOver("line-3", sealed, false, ANN))
                    .isInstanceOf(CredentialStoreException.class)
                    .hasMessageContaining("another master key");
            assertThat(other.profiles()).isEmpty();
        }
    }

    @Test
    void whatWasChangedOrNamedOtherwiseIsNotTaken() throws Exception {
        try (SealedFileStore from = place.open();
                SealedFileStore to = beside()) {
            byte[] sealed = from.transfer().seal("line-3", true);
            assertThatThrownBy(() -> to.transfer().takeOver("line-4", sealed, false, ANN))
                    .hasMessageContaining("wrong name");
            sealed[sealed.length - 40] ^= 1;
            assertThatThrownBy(() -> to.transfer().takeOver("line-3", sealed, false, ANN))
                    .isInstanceOf(CredentialStoreException.class);
            assertThatThrownBy(() -> to.transfer().takeOver("line-3", new byte[9], false, ANN))
                    .isInstanceOf(CredentialStoreException.class);
            assertThat(to.profiles()).isEmpty();
        }
    }

    @Test
    void anotherContentStaysUnlessItMayBeReplaced() throws Exception {
        try (SealedFileStore from = place.open();
                SealedFileStore to = beside()) {
            to.commit("line-3", A.update());
            byte[] sealed = from.transfer().seal("line-3", true);
            assertThatThrownBy(() -> to.transfer().takeOver("line-3", sealed, false, ANN))
                    .hasMessageContaining("already");
            assertThat(to.current("line-3").orElseThrow().chain()).isEqualTo(A.chain());

            assertThat(to.transfer().takeOver("line-3", sealed, true, ANN)).isEqualTo(3);
            assertThat(to.current("line-3").orElseThrow().chain()).isEqualTo(B.chain());
        }
    }

    @Test
    void withoutKeysGoesWhatItTrusts() throws Exception {
        try (SealedFileStore from = place.open();
                SealedFileStore to = beside()) {
            to.transfer().takeOver("line-3", from.transfer().seal("line-3", false), false, ANN);
            CredentialVersion moved = to.current("line-3").orElseThrow();
            assertThat(moved.trustAnchors()).containsExactly(B.ca());
            assertThat(moved.chain()).isEmpty();
            assertThat(moved.key()).isNull();
            assertThat(to.pending("line-3").publicKey()).isNull();
            assertThatThrownBy(() -> from.transfer().seal("nobody", true)).hasMessageContaining("no such profile");
        }
    }
}
