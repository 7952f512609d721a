// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.spi;

import java.security.Provider;
import java.util.Objects;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What an engine works with in one context: one version of a profile.
 *
 * @param keyManager shows our one identity under JSSE's names of key types; its private key has no encoding.
 *     {@code null} if we have none
 * @param trustManager decides about the peer
 * @param signatures the provider whose signatures, and no others, work with the key manager's private key; not
 *     registered. An engine that can only ask registered providers finds most of the same there
 */
public record TlsMaterial(
        @Nullable X509ExtendedKeyManager keyManager, X509ExtendedTrustManager trustManager, Provider signatures) {

    /** Checks that nothing is missing. */
    public TlsMaterial {
        Objects.requireNonNull(trustManager, "trustManager");
        Objects.requireNonNull(signatures, "signatures");
    }

    /** Tells nothing of the key. */
    @Override
    public String toString() {
        return "TlsMaterial[" + (keyManager == null ? "no identity" : "identity") + "]";
    }
}
