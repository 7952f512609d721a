// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import javax.net.ssl.SSLEngine;
import org.ussl.tls.internal.live.Terms;
import org.ussl.tls.spi.TlsEngine;

/**
 * A TLS engine's own SSLEngine, and whose it is.
 *
 * @param engine its handshake has not started
 * @param maker stays this connection's, whatever is configured since
 * @param terms what its handshake is made under
 */
public record EngagedEngine(SSLEngine engine, TlsEngine maker, Terms terms) {}
