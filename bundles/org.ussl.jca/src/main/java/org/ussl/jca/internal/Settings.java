// SPDX-License-Identifier: Apache-2.0
package org.ussl.jca.internal;

import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.TlsOptions;

/**
 * What software sets on a listener or an engine before there is a connection. What is asked of a client is part of the
 * options that the TLS service is given, which could not be told later; the rest is handed on as it was set.
 */
final class Settings {
    private final Sides sides;
    private @Nullable SSLParameters chosen;
    private boolean sessionCreation = true;

    Settings(Sides sides) {
        this.sides = sides;
    }

    /**
     * The settings as they stand; a copy, to be changed and given to {@link #set}.
     *
     * @param start what a side begins with; only asked if nothing was set
     */
    synchronized SSLParameters get(Supplier<SSLParameters> start) {
        return chosen == null ? start.get() : copy(chosen);
    }

    synchronized void set(SSLParameters parameters) {
        chosen = copy(parameters);
    }

    /** Changes some of them. */
    synchronized void change(Consumer<SSLParameters> change, Supplier<SSLParameters> start) {
        SSLParameters changed = get(start);
        change.accept(changed);
        chosen = changed;
    }

    synchronized void setSessionCreation(boolean flag) {
        sessionCreation = flag;
    }

    synchronized boolean sessionCreation() {
        return sessionCreation;
    }

    /** What a server's connection is made with if it starts now. */
    synchronized TlsOptions server() {
        return chosen == null
                ? sides.server(false, false)
                : sides.server(chosen.getNeedClientAuth(), chosen.getWantClientAuth());
    }

    synchronized void applyTo(SSLSocket socket) {
        if (chosen != null) {
            socket.setSSLParameters(copy(chosen));
        }
        socket.setEnableSessionCreation(sessionCreation);
    }

    synchronized void applyTo(SSLEngine engine) {
        if (chosen != null) {
            engine.setSSLParameters(copy(chosen));
        }
        engine.setEnableSessionCreation(sessionCreation);
    }

    /** A copy of all that Java 17 knows; what later versions add is left to the gateway's own options. */
    private static SSLParameters copy(SSLParameters original) {
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
