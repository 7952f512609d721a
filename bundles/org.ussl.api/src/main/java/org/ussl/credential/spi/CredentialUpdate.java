// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential.spi;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.Change;

/**
 * What changes from one version to the next. A part that is {@code null} stays as it is.
 *
 * @param trustAnchors the new trust anchors; empty to remove them
 * @param crls the new revocation lists; empty to remove them
 * @param identity the new identity; {@link Identity#NONE} to remove it
 * @param change what is done, and who does it; kept with the version
 */
public record CredentialUpdate(
        @Nullable List<X509Certificate> trustAnchors,
        @Nullable List<X509CRL> crls,
        @Nullable Identity identity,
        Change change) {

    /** Keeps copies of the lists. */
    public CredentialUpdate {
        trustAnchors = trustAnchors == null ? null : List.copyOf(trustAnchors);
        crls = crls == null ? null : List.copyOf(crls);
    }

    /** An update of which nobody told who makes it; the parameters are the record's. */
    public CredentialUpdate(
            @Nullable List<X509Certificate> trustAnchors, @Nullable List<X509CRL> crls, @Nullable Identity identity) {
        this(trustAnchors, crls, identity, Change.UNKNOWN);
    }

    /**
     * The same update with what is noted of it.
     *
     * @param noted what is done, and who does it
     * @return the update
     */
    public CredentialUpdate by(Change noted) {
        return new CredentialUpdate(trustAnchors, crls, identity, noted);
    }

    /**
     * A change of the trust anchors alone.
     *
     * @param trustAnchors the new ones; empty to remove them
     * @return the update
     */
    public static CredentialUpdate ofTrust(List<X509Certificate> trustAnchors) {
        return new CredentialUpdate(trustAnchors, null, null);
    }

    /**
     * A change of the revocation lists alone.
     *
     * @param crls the new ones; empty to remove them
     * @return the update
     */
    public static CredentialUpdate ofCrls(List<X509CRL> crls) {
        return new CredentialUpdate(null, crls, null);
    }

    /**
     * A change of the identity alone.
     *
     * @param identity the new one
     * @return the update
     */
    public static CredentialUpdate ofIdentity(Identity identity) {
        return new CredentialUpdate(null, null, identity);
    }

    /**
     * A chain and where its key comes from.
     *
     * @param chain our own certificate first; empty only in {@link #NONE}
     * @param source where the store takes the key from
     * @param key the new key, for {@link KeySource#NEW} alone
     */
    public record Identity(
            List<X509Certificate> chain,
            KeySource source,
            @Nullable KeyMaterial key) {

        /** No identity any more. */
        public static final Identity NONE = new Identity(List.of(), KeySource.NONE, null);

        /** Checks that the key is there just where it is needed. */
        public Identity {
            chain = List.copyOf(chain);
            if ((source == KeySource.NEW) != (key != null) || (source == KeySource.NONE) != chain.isEmpty()) {
                throw new IllegalArgumentException("source: " + source + " does not go with what was given");
            }
        }

        /**
         * A chain with a key that comes with it.
         *
         * @param chain our own certificate first
         * @param key the key; the caller closes it after the commit
         * @return the identity
         */
        public static Identity withNewKey(List<X509Certificate> chain, KeyMaterial key) {
            return new Identity(chain, KeySource.NEW, key);
        }

        /**
         * A chain for a key that the store has.
         *
         * @param chain our own certificate first
         * @param source {@link KeySource#CURRENT} or {@link KeySource#PENDING}
         * @return the identity
         */
        public static Identity withKeptKey(List<X509Certificate> chain, KeySource source) {
            return new Identity(chain, source, null);
        }
    }

    /** Where a store takes the key of a new version from. */
    public enum KeySource {
        /** The version in use. */
        CURRENT,
        /** The key that waits. */
        PENDING,
        /** The update itself. */
        NEW,
        /** Nowhere: the identity is removed. */
        NONE
    }
}
