// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.stores;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.testing.pki.KeyKind;

/**
 * All claims on a store. A test class extends it and says how the store is opened. The store must keep at least four
 * versions of a profile.
 */
public abstract class CredentialStoreTck
        implements VersionClaims, KeyClaims, WaitingClaims, HistoryClaims, ListenerClaims, ThreadClaims, RestartClaims {

    private @Nullable CredentialStore store;

    /** For test classes. */
    protected CredentialStoreTck() {}

    /**
     * Opens the store: for each test the first time with nothing in it, and again, after {@link #close}, with what it
     * had then.
     *
     * @return the store
     * @throws Exception fails the test
     */
    protected abstract CredentialStore open() throws Exception;

    /**
     * Closes the store as a gateway that stops does. Closes what is {@link AutoCloseable}, unless it is overridden.
     *
     * @param open what {@link #open} has returned
     * @throws Exception fails the test
     */
    protected void close(CredentialStore open) throws Exception {
        if (open instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    /**
     * Whether a store that is opened again has what it had. True, unless it is overridden; a store for which it is not
     * says so in its documentation, because the contract asks for it.
     *
     * @return whether what concerns restarts is tested
     */
    @Override
    public boolean keepsOverARestart() {
        return true;
    }

    /**
     * The kinds of key that the store takes. All, unless it is overridden.
     *
     * @return the kinds; P-256 must be among them
     */
    @Override
    public Set<KeyKind> takes() {
        return EnumSet.allOf(KeyKind.class);
    }

    /**
     * The store under test.
     *
     * @return the store, open
     */
    @Override
    public final CredentialStore store() {
        return Objects.requireNonNull(store);
    }

    @Override
    public final CredentialStore reopen() throws Exception {
        closeStore();
        store = open();
        return store;
    }

    @BeforeEach
    final void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    final void closeStore() throws Exception {
        CredentialStore open = store;
        store = null;
        if (open != null) {
            close(open);
        }
    }
}
