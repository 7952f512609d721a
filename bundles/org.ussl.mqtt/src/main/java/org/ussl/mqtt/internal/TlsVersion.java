// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import javax.net.ssl.SSLSocketFactory;

/**
 * A socket factory and the version of the credential that it had when asked.
 *
 * @param factory its sockets use the newest version at their handshake
 * @param revision the service property {@code ussl.revision}, -1 if absent
 * @param fingerprint the service property {@code ussl.fingerprint}, empty if absent
 */
record TlsVersion(SSLSocketFactory factory, long revision, String fingerprint) {

    /** Whether a connection that was made with this one need not be made again with the other. */
    boolean sameAs(TlsVersion other) {
        return revision == other.revision && fingerprint.equals(other.fingerprint);
    }
}
