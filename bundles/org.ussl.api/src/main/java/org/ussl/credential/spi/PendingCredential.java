// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential.spi;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a profile that wait for their counterpart.
 *
 * @param chain the chain that waits for its key; empty if none does
 * @param publicKey the public half of the key that waits for its certificate; {@code null} if none does
 */
public record PendingCredential(
        List<X509Certificate> chain, @Nullable PublicKey publicKey) {

    /** Nothing waits. */
    public static final PendingCredential NONE = new PendingCredential(List.of(), null);

    /** Keeps a copy of the chain. */
    public PendingCredential {
        chain = List.copyOf(chain);
    }
}
