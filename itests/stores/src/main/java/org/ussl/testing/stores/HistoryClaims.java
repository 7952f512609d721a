// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialUpdate.Identity;
import org.ussl.credential.spi.CredentialVersion;

/** The versions that are kept, and the way back. */
interface HistoryClaims extends StoreUnderTest {

    @Test
    default void showsItsVersionsNewestFirstAndWithoutKeys() throws Exception {
        CredentialVersion first = store().commit(PROFILE, Sample.A.update());
        store().commit(PROFILE, Sample.B.update());
        store().commit(PROFILE, CredentialUpdate.ofTrust(List.of(Sample.A.ca())));

        List<CredentialVersion> history = store().history(PROFILE);

        assertThat(history).extracting(CredentialVersion::revision).containsExactly(3L, 2L, 1L);
        assertThat(history).allMatch(version -> version.key() == null);
        assertThat(history.get(1).chain()).isEqualTo(Sample.B.chain());
        assertThat(history.get(2).chain()).isEqualTo(Sample.A.chain());
        assertThat(history.get(2).trustAnchors()).containsExactly(Sample.A.ca());
        assertThat(history.get(2).committedAt()).isEqualTo(first.committedAt());
    }

    @Test
    default void rollsBackFromAToBToA() throws Exception {
        store().commit(PROFILE, Sample.A.update());
        store().commit(PROFILE, Sample.B.update());

        CredentialVersion third = store().rollback(PROFILE, 1);
        assertThat(third.revision()).isEqualTo(3);
        assertIs(third, Sample.A);
        assertIs(current(), Sample.A);

        assertIs(store().rollback(PROFILE, 2), Sample.B);
        assertThat(current().revision()).isEqualTo(4);
        assertThat(store().history(PROFILE))
                .extracting(CredentialVersion::revision)
                .containsExactly(4L, 3L, 2L, 1L);
    }

    @Test
    default void rollsBackToTheVersionBeforeARemoval() throws Exception {
        store().commit(PROFILE, Sample.A.update());
        store().commit(PROFILE, new CredentialUpdate(List.of(), List.of(), Identity.NONE));

        assertIs(store().rollback(PROFILE, 1), Sample.A);

        assertThat(store().profiles()).containsExactly(PROFILE);
    }

    @Test
    default void refusesARevisionThatIsNotKeptAndChangesNothing() throws Exception {
        store().commit(PROFILE, Sample.A.update());
        for (long revision : new long[] {0, -1, 2, 17}) {
            assertThatIllegalArgumentException().isThrownBy(() -> store().rollback(PROFILE, revision));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> store().rollback("nobody", 1));
        assertIs(current(), Sample.A);
        assertThat(current().revision()).isEqualTo(1);
        assertThat(store().profiles()).containsExactly(PROFILE);
    }
}
