// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential.spi;

import java.time.Instant;
import org.ussl.credential.Origin;

/**
 * When a part that waits came, and from whom.
 *
 * @param at when, by the gateway's clock of that time
 * @param origin who brought it
 */
public record Arrival(Instant at, Origin origin) {}
