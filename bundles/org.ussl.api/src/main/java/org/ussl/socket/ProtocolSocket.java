// SPDX-License-Identifier: Apache-2.0
package org.ussl.socket;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The mark on every socket that comes from a {@link SocketService}: what it was made for. The TLS service reads it, so
 * that a socket made for clear text is not wrapped by mistake.
 */
@ProviderType
public interface ProtocolSocket {

    /**
     * The family that names are resolved to.
     *
     * @return the address family, never changing
     */
    AddressFamily family();

    /**
     * What the socket may carry.
     *
     * @return the protocol, never changing
     */
    Protocol protocol();
}
