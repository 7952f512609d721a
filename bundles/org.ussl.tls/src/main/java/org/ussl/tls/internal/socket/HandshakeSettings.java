// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.CertReqs;
import org.ussl.tls.TlsOptions;

/**
 * The JSSE parameters of a connection that has not started. Libraries set parameters of their own; they are kept as far
 * as the options leave the matter open, and the options' checks are put on top at the end. Not safe for use by many
 * threads.
 *
 * <p>Suites and protocols that nobody has chosen stay {@code null} here, which leaves the engine's own in place: to set
 * them anew costs each connection a good deal of a resumed handshake.
 */
public final class HandshakeSettings {
    private static final SSLContext BLANK = BlankContext.create();

    private final TlsOptions options;
    private SSLParameters parameters = new SSLParameters();

    /** Starts with the engine's defaults and the options. */
    public HandshakeSettings(TlsOptions options) {
        this.options = options;
        enforce(parameters);
    }

    private static SSLParameters defaults() {
        return BLANK.getDefaultSSLParameters();
    }

    /** What the engine could do. */
    public static SSLParameters supported() {
        return BLANK.getSupportedSSLParameters();
    }

    /**
     * The parameters as they stand, the engine's defaults included; a copy, to be changed and given to {@link #set}.
     */
    public SSLParameters copy() {
        SSLParameters copy = merge(new SSLParameters());
        if (copy.getCipherSuites() == null) {
            copy.setCipherSuites(defaults().getCipherSuites());
        }
        if (copy.getProtocols() == null) {
            copy.setProtocols(defaults().getProtocols());
        }
        return copy;
    }

    /** Takes a caller's parameters, as far as they do not loosen what the options say. */
    public void set(SSLParameters wanted) {
        parameters = merge(wanted);
    }

    /** What a socket starts with whose listener has these settings. */
    void inherit(HandshakeSettings listener) {
        parameters = listener.merge(new SSLParameters());
    }

    /** Changes some of the parameters, as far as that does not loosen what the options say. */
    public void change(Consumer<SSLParameters> change) {
        SSLParameters changed = copy();
        change.accept(changed);
        set(changed);
    }

    /**
     * The parameters to start with.
     *
     * @param host the name that a client connects to; {@code null} on a server or if there is none
     */
    public SSLParameters forHandshake(@Nullable String host) {
        if (!options.serverSide() && host != null && isDnsName(host) && parameters.getServerNames() == null) {
            parameters.setServerNames(List.of(new SNIHostName(host)));
        }
        return parameters;
    }

    /**
     * A caller's parameters with what they leave open filled in, as JSSE's setters do it, and with the options on top.
     */
    private SSLParameters merge(SSLParameters wanted) {
        SSLParameters merged = new SSLParameters(
                wanted.getCipherSuites() != null ? wanted.getCipherSuites() : parameters.getCipherSuites(),
                wanted.getProtocols() != null ? wanted.getProtocols() : parameters.getProtocols());
        boolean asked = wanted.getNeedClientAuth() || wanted.getWantClientAuth();
        SSLParameters auth = asked ? wanted : parameters;
        if (auth.getNeedClientAuth()) {
            merged.setNeedClientAuth(true);
        } else {
            merged.setWantClientAuth(auth.getWantClientAuth());
        }
        String identification = wanted.getEndpointIdentificationAlgorithm();
        merged.setEndpointIdentificationAlgorithm(
                identification != null ? identification : parameters.getEndpointIdentificationAlgorithm());
        merged.setAlgorithmConstraints(
                wanted.getAlgorithmConstraints() != null
                        ? wanted.getAlgorithmConstraints()
                        : parameters.getAlgorithmConstraints());
        merged.setServerNames(wanted.getServerNames() != null ? wanted.getServerNames() : parameters.getServerNames());
        merged.setSNIMatchers(wanted.getSNIMatchers() != null ? wanted.getSNIMatchers() : parameters.getSNIMatchers());
        merged.setUseCipherSuitesOrder(wanted.getUseCipherSuitesOrder());
        merged.setEnableRetransmissions(wanted.getEnableRetransmissions());
        merged.setMaximumPacketSize(wanted.getMaximumPacketSize());
        String[] alpn = wanted.getApplicationProtocols();
        merged.setApplicationProtocols(alpn.length > 0 ? alpn : parameters.getApplicationProtocols());
        enforce(merged);
        return merged;
    }

    private void enforce(SSLParameters target) {
        if (!options.protocols().isEmpty()) {
            target.setProtocols(options.protocols().toArray(new String[0]));
        }
        if (!options.cipherSuites().isEmpty()) {
            target.setCipherSuites(options.cipherSuites().toArray(new String[0]));
        }
        if (!options.alpn().isEmpty()) {
            target.setApplicationProtocols(options.alpn().toArray(new String[0]));
        }
        if (options.serverSide()) {
            enforceClientAuthentication(target);
        } else if (options.certReqs() != CertReqs.NONE && options.checkHostname()) {
            target.setEndpointIdentificationAlgorithm("HTTPS");
        }
    }

    private void enforceClientAuthentication(SSLParameters target) {
        switch (options.certReqs()) {
            case REQUIRED -> target.setNeedClientAuth(true);
            case OPTIONAL -> {
                if (!target.getNeedClientAuth()) {
                    target.setWantClientAuth(true);
                }
            }
            case NONE -> target.setWantClientAuth(false); // Clears "need" too: nothing is there to verify one with.
        }
    }

    /** SNI carries names only (RFC 6066, section 3), and Java refuses what is not one. */
    private static boolean isDnsName(String host) {
        if (host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'))) {
            return false;
        }
        try {
            return !new SNIHostName(host).getAsciiName().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
