// SPDX-License-Identifier: Apache-2.0
package org.ussl.jca.internal;

import javax.net.ssl.SSLParameters;

/** Copies of what was set, because its owner may go on changing it. */
final class Settings {
    private Settings() {}

    /** A copy of all that Java 17 knows; what later versions add is left to the gateway's own options. */
    static SSLParameters copy(SSLParameters original) {
        SSLParameters copy = new SSLParameters(original.getCipherSuites(), original.getProtocols());
        if (original.getNeedClientAuth()) {
            copy.setNeedClientAuth(true);
        } else {
            copy.setWantClientAuth(original.getWantClientAuth());
        }
        copy.setEndpointIdentificationAlgorithm(original.getEndpointIdentificationAlgorithm());
        copy.setAlgorithmConstraints(original.getAlgorithmConstraints());
        if (original.getServerNames() != null) {
            copy.setServerNames(original.getServerNames());
        }
        if (original.getSNIMatchers() != null) {
            copy.setSNIMatchers(original.getSNIMatchers());
        }
        copy.setUseCipherSuitesOrder(original.getUseCipherSuitesOrder());
        copy.setEnableRetransmissions(original.getEnableRetransmissions());
        copy.setMaximumPacketSize(original.getMaximumPacketSize());
        copy.setApplicationProtocols(original.getApplicationProtocols());
        return copy;
    }
}
