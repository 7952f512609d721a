// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import javax.net.ssl.SSLSocket;
import org.ussl.tls.internal.live.Terms;
import org.ussl.tls.spi.TlsEngine;

/**
 * An engine's own socket, and the engine that made it, which alone understands its failures.
 *
 * @param socket on the plain socket; its handshake has not started
 * @param engine stays this connection's, whatever is configured since
 * @param terms what its handshake is made under
 */
public record Engaged(SSLSocket socket, TlsEngine engine, Terms terms) {}
