// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.security.PublicKey;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialStoreException;

/**
 * A part that was read and is sound by itself; what becomes of it is decided in the profile's turn.
 *
 * @param path which part of which profile
 * @param publicKey the key of a chain, or the public half of a key; {@code null} for other parts
 * @param decision decides
 * @param clear clears what must not stay in memory
 */
record Offered(CredentialPath path, @Nullable PublicKey publicKey, Decision decision, Runnable clear)
        implements AutoCloseable {

    /** Decides by what is in use and what waits. */
    interface Decision {
        IntakeReceipt make(Deciders deciders, Origin origin)
                throws CredentialRejectedException, CredentialStoreException;
    }

    @Override
    public void close() {
        clear.run();
    }
}
