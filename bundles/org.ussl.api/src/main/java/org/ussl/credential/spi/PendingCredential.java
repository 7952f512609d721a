// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential.spi;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialPart;

/**
 * The parts of a profile that wait for their counterpart.
 *
 * @param chain the chain that waits for its key; empty if none does
 * @param publicKey the public half of the key that waits for its certificate; {@code null} if none does
 * @param arrivals when {@link CredentialPart#CERT} and {@link CredentialPart#KEY} came, as far as the store knows
 */
public record PendingCredential(
        List<X509Certificate> chain, @Nullable PublicKey publicKey, Map<CredentialPart, Arrival> arrivals) {

    /** Nothing waits. */
    public static final PendingCredential NONE = new PendingCredential(List.of(), null);

    /** Keeps copies of the collections. */
    public PendingCredential {
        chain = List.copyOf(chain);
        arrivals = Map.copyOf(arrivals);
    }

    /** Parts of which it is not known when they came; the parameters are the record's. */
    public PendingCredential(List<X509Certificate> chain, @Nullable PublicKey publicKey) {
        this(chain, publicKey, Map.of());
    }
}
