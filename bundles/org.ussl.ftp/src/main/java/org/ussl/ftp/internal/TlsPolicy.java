// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.net.InetAddress;

/** Who has to encrypt. */
enum TlsPolicy {
    /** Nobody can. */
    OFF,
    /** Everybody can; who comes from this machine need not, nor do others if {@code allowClearText} says so. */
    PREFERRED,
    /** Everybody must. */
    REQUIRED;

    /** Whether a client may go on without TLS. */
    boolean takesClearText(InetAddress peer, boolean allowClearText) {
        return switch (this) {
            // An address that is not loopback has been refused with the settings, unless allowClearText is set.
            case OFF -> true;
            case PREFERRED -> allowClearText || peer.isLoopbackAddress();
            case REQUIRED -> false;
        };
    }
}
