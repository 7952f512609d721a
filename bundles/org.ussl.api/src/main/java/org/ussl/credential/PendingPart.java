// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential;

import java.time.Instant;
import java.util.Optional;

/**
 * A part that waits for its counterpart.
 *
 * @param part which
 * @param arrivedAt when it came; absent if that is not known, or came while the gateway's clock was not set
 * @param expiresAt when it is dropped if its counterpart does not come; absent if that is not known yet
 * @param origin who brought it
 * @param certificate the first certificate of a chain that waits; absent for a key
 */
public record PendingPart(
        CredentialPart part,
        Optional<Instant> arrivedAt,
        Optional<Instant> expiresAt,
        Origin origin,
        Optional<CertificateInfo> certificate) {}
