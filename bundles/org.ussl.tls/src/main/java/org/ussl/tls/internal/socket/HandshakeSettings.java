// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.internal.engine.NewerParameters;
import org.ussl.tls.spi.TlsEngine;

/**
 * The JSSE parameters of a connection that has not started. Libraries set parameters of their own; they are kept as far
 * as the options leave the matter open, and the options' checks are put on top at the end. Not safe for use by many
 * threads.
 *
 * <p>Suites and protocols that nobody has chosen stay {@code null} here, which leaves those of the engine that shakes
 * hands in place: it may be another one than when this was made, and to set them anew costs each connection a good deal
 * of a resumed handshake.
 */
public final class HandshakeSettings {
    private final Layer layer;
    private final TlsOptions options;
    private SSLParameters parameters = new SSLParameters();

    /** Starts with the options. */
    public HandshakeSettings(Layer layer, TlsOptions options) {
        this.layer = layer;
        this.options = options;
        parameters.setUseCipherSuitesOrder(true); // As JSSE has it, where new parameters have not.
        enforce(parameters);
    }

    /** What the engine for the next connection could do. */
    public static SSLParameters supported(Layer layer) {
        return engine(layer).supportedParameters();
    }

    /**
     * The parameters as they stand, with the defaults of the engine for the next connection; a copy, to be changed and
     * given to {@link #set}.
     */
    public SSLParameters copy() {
        return merge(parameters, engine(layer).defaultParameters(options.serverSide()));
    }

    /** JSSE's setter; refuses names that are not among those known, and {@code null}. */
    void setCipherSuites(String @Nullable [] suites, String[] known) {
        String[] wanted = requireKnown(suites, known);
        change(changed -> changed.setCipherSuites(wanted));
    }

    /** JSSE's setter; refuses names that are not among those known, and {@code null}. */
    void setProtocols(String @Nullable [] protocols, String[] known) {
        String[] wanted = requireKnown(protocols, known);
        change(changed -> changed.setProtocols(wanted));
    }

    /** JSSE's setter, as far as the options leave it open. */
    void setNeedClientAuth(boolean need) {
        change(changed -> changed.setNeedClientAuth(need));
    }

    /** JSSE's setter, as far as the options leave it open. */
    void setWantClientAuth(boolean want) {
        change(changed -> changed.setWantClientAuth(want));
    }

    /** JSSE's setter of the role, which is the options' and stays it. */
    void requireRole(boolean clientMode) {
        if (clientMode == options.serverSide()) {
            throw new IllegalArgumentException("serverSide=" + options.serverSide() + " in the options");
        }
    }

    private static String[] requireKnown(String @Nullable [] names, String[] known) {
        if (names == null) {
            throw new IllegalArgumentException("null is no list of names");
        }
        List<String> supported = List.of(known);
        for (String name : names) {
            if (name == null || !supported.contains(name)) {
                throw new IllegalArgumentException(
                        "the engine does not know " + name + "; it has " + String.join(", ", supported));
            }
        }
        return names;
    }

    /** Takes a caller's parameters, as far as they do not loosen what the options say. */
    public void set(SSLParameters wanted) {
        parameters = merge(wanted, parameters);
    }

    private static TlsEngine engine(Layer layer) {
        try {
            return layer.tlsEngine();
        } catch (SSLError e) {
            // JSSE's getters throw nothing that a caller would have to catch.
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** What a socket starts with whose listener has these settings. */
    void inherit(HandshakeSettings listener) {
        parameters = listener.chosen();
    }

    /** What was set and what the options say; {@code null} where the engine's defaults stand. */
    private SSLParameters chosen() {
        return merge(parameters, new SSLParameters());
    }

    private void change(Consumer<SSLParameters> change) {
        SSLParameters changed = copy();
        change.accept(changed);
        set(changed);
    }

    /**
     * Sets up an engine's own socket.
     *
     * @param asked the name that a client sends as SNI unless its user has set another; {@code null} if none
     */
    public void applyTo(SSLSocket tls, TlsEngine engine, @Nullable SNIHostName asked) throws SSLError {
        tls.setSSLParameters(forHandshake(engine, asked));
        engine.configure(tls, options);
    }

    /** As {@link #applyTo(SSLSocket, TlsEngine, SNIHostName)}, for an engine's own SSLEngine. */
    public void applyTo(SSLEngine tls, TlsEngine engine, @Nullable SNIHostName asked) throws SSLError {
        tls.setSSLParameters(forHandshake(engine, asked));
        engine.configure(tls, options);
    }

    private SSLParameters forHandshake(TlsEngine engine, @Nullable SNIHostName asked) throws SSLError {
        SSLParameters start = chosen();
        if (start.getCipherSuites() != null) {
            start.setCipherSuites(
                    known(start.getCipherSuites(), engine.supportedParameters().getCipherSuites()));
        }
        if (start.getProtocols() != null) {
            start.setProtocols(
                    known(start.getProtocols(), engine.supportedParameters().getProtocols()));
        }
        if (layer.policies().restrictProtocols(options)) {
            String[] wanted = start.getProtocols() != null
                    ? start.getProtocols()
                    : engine.defaultParameters(options.serverSide()).getProtocols();
            start.setProtocols(layer.policies().allowed(options, wanted));
        }
        if (asked != null && start.getServerNames() == null) {
            start.setServerNames(List.of(asked));
        }
        return start;
    }

    /**
     * What both know, because a caller may have taken its list from another engine, which was exchanged since; if that
     * is nothing, all that is wanted, for the engine to refuse.
     */
    private static String[] known(String[] wanted, String[] supported) {
        List<String> names = List.of(supported);
        String[] known = Arrays.stream(wanted).filter(names::contains).toArray(String[]::new);
        return known.length == 0 ? wanted : known;
    }

    /**
     * A caller's parameters with what they leave open filled in, as JSSE's setters do it, and with the options on top.
     */
    private SSLParameters merge(SSLParameters wanted, SSLParameters base) {
        SSLParameters merged = new SSLParameters(
                wanted.getCipherSuites() != null ? wanted.getCipherSuites() : base.getCipherSuites(),
                wanted.getProtocols() != null ? wanted.getProtocols() : base.getProtocols());
        boolean asked = wanted.getNeedClientAuth() || wanted.getWantClientAuth();
        SSLParameters auth = asked ? wanted : base;
        if (auth.getNeedClientAuth()) {
            merged.setNeedClientAuth(true);
        } else {
            merged.setWantClientAuth(auth.getWantClientAuth());
        }
        String identification = wanted.getEndpointIdentificationAlgorithm();
        merged.setEndpointIdentificationAlgorithm(
                identification != null ? identification : base.getEndpointIdentificationAlgorithm());
        merged.setAlgorithmConstraints(
                wanted.getAlgorithmConstraints() != null
                        ? wanted.getAlgorithmConstraints()
                        : base.getAlgorithmConstraints());
        merged.setServerNames(wanted.getServerNames() != null ? wanted.getServerNames() : base.getServerNames());
        merged.setSNIMatchers(wanted.getSNIMatchers() != null ? wanted.getSNIMatchers() : base.getSNIMatchers());
        merged.setUseCipherSuitesOrder(wanted.getUseCipherSuitesOrder());
        merged.setEnableRetransmissions(wanted.getEnableRetransmissions());
        merged.setMaximumPacketSize(wanted.getMaximumPacketSize());
        String[] alpn = wanted.getApplicationProtocols();
        merged.setApplicationProtocols(alpn.length > 0 ? alpn : base.getApplicationProtocols());
        NewerParameters.merge(wanted, base, merged);
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

    /**
     * What a connection asks for as SNI, which carries names only (RFC 6066, section 3). To be made once for each: Java
     * checks such a name at length.
     *
     * @param host the name or address of the peer; {@code null} if it is not known
     * @return {@code null} on a server, and for what is no name
     */
    public static @Nullable SNIHostName serverName(TlsOptions options, @Nullable String host) {
        if (options.serverSide() || host == null || isAddress(host)) {
            return null;
        }
        try {
            return new SNIHostName(host);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }
}
