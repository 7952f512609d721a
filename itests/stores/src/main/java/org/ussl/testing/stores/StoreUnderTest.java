// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Set;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.SigningKey;
import org.ussl.testing.pki.KeyKind;

/** What every claim starts from: an open store with nothing in it. */
interface StoreUnderTest {

    /** The profile that most claims use. */
    String PROFILE = "line-1";

    /** How long a claim waits for another thread before it calls it stuck. */
    int PATIENCE_SECONDS = 60;

    /** The store, open. */
    CredentialStore store();

    /** Closes the store as a gateway does that stops, and opens it again. */
    CredentialStore reopen() throws Exception;

    /** Whether a store that is opened again has what it had. */
    boolean keepsOverARestart();

    /** The kinds of key that the store takes. */
    Set<KeyKind> takes();

    /** The version in use, which must be there. */
    default CredentialVersion current() {
        return store().current(PROFILE)
                .orElseThrow(() -> new AssertionError("there is no version of " + PROFILE + " in use"));
    }

    /** Its key, which must be there. */
    default SigningKey key(CredentialVersion version) {
        assertThat(version.key()).as("the key of %s", version).isNotNull();
        return Objects.requireNonNull(version.key());
    }

    /** That the version is this material, whole, and its key signs for its certificate. */
    default void assertIs(CredentialVersion version, Sample expected) throws Exception {
        assertThat(version.chain()).isEqualTo(expected.chain());
        assertThat(version.trustAnchors()).containsExactly(expected.ca());
        Signing.assertSignsFor(version.chain().get(0).getPublicKey(), key(version));
    }
}
