// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.live;

import org.jspecify.annotations.Nullable;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.tls.TlsOptions;

/**
 * What a handshake was made under.
 *
 * @param options what was asked of the connection
 * @param trust the version whose trust anchors counted; {@code null} if no profile's did
 * @param identity the version that was there to be shown; {@code null} if none was
 * @param host the name that a client looks for in the peer's certificate; {@code null} if it knows none, or on a server
 * @param peer host and port, for messages
 * @param requestedName what a client asks for; {@code null} if it asks for nothing
 */
public record Terms(
        TlsOptions options,
        @Nullable CredentialVersion trust,
        @Nullable CredentialVersion identity,
        @Nullable String host,
        String peer,
        @Nullable String requestedName) {}
