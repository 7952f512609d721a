// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.ussl.socket.Protocol;
import org.ussl.socket.ProtocolSocket;
import org.ussl.tls.CertReqs;
import org.ussl.tls.CrlMode;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.SwapPolicy;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.TlsService;
import org.ussl.tls.internal.socket.Deadlines;
import org.ussl.tls.internal.socket.Failures;
import org.ussl.tls.internal.socket.FollowingContext;
import org.ussl.tls.internal.socket.HandshakeSettings;
import org.ussl.tls.internal.socket.Layer;
import org.ussl.tls.internal.socket.TlsServerSocket;
import org.ussl.tls.internal.socket.TlsSocket;

/** The TLS service: checks what is asked, and gives each connection the version that is in use when it starts. */
final class Connections implements TlsService, Layer {
    private static final TlsOptions REFERENCE_DEFAULT = TlsOptions.builder().build();

    private final VersionSource source;
    private final Contexts contexts;
    private final Deadlines deadlines;
    private final CertReqs minimumCertReqs;
    private final UnverifiedPeers unverified = new UnverifiedPeers();

    Connections(VersionSource source, Contexts contexts, Deadlines deadlines, CertReqs minimumCertReqs) {
        this.source = source;
        this.contexts = contexts;
        this.deadlines = deadlines;
        this.minimumCertReqs = minimumCertReqs;
    }

    @Override
    public SSLSocket wrapSocket(Socket socket) throws SSLError {
        return wrapSocket(socket, REFERENCE_DEFAULT);
    }

    @Override
    public SSLSocket wrapSocket(Socket socket, TlsOptions options) throws SSLError {
        requireAllowed(options);
        requireWrappable(socket);
        TlsSocket wrapped = new TlsSocket(this, socket, options, null, true);
        if (socket.isConnected() && options.doHandshakeOnConnect()) {
            try {
                wrapped.startHandshake();
            } catch (SSLError e) {
                throw e;
            } catch (IOException e) {
                throw Failures.ofHandshake(e, wrapped.peer());
            }
        }
        return wrapped;
    }

    @Override
    public SSLServerSocket wrapServerSocket(ServerSocket socket, TlsOptions options) throws SSLError {
        requireAllowed(options);
        if (!options.serverSide()) {
            throw unsupported("a listener needs options with serverSide");
        }
        if (socket instanceof SSLServerSocket) {
            throw unsupported("the listener is wrapped already");
        }
        try {
            return new TlsServerSocket(this, socket, options);
        } catch (IOException e) {
            throw new SSLError(Reason.OTHER, "the listener could not be wrapped: " + e.getMessage(), null, null, e);
        }
    }

    @Override
    public SSLContext sslContext(TlsOptions options) throws SSLError {
        requireAllowed(options);
        return new FollowingContext(this, options);
    }

    @Override
    public SSLEngine engine(TlsOptions options, String peerHost, int peerPort) throws SSLError {
        requireAllowed(options);
        return newEngine(options, peerHost, peerPort);
    }

    @Override
    public SSLEngine newEngine(TlsOptions options, @Nullable String peerHost, int peerPort) throws SSLError {
        String host = options.serverHostname() != null ? options.serverHostname() : peerHost;
        SSLContext context = currentContext(options);
        SSLEngine engine = host == null ? context.createSSLEngine() : context.createSSLEngine(host, peerPort);
        HandshakeSettings settings = new HandshakeSettings(options);
        engine.setUseClientMode(!options.serverSide());
        SSLParameters parameters = settings.forHandshake(host);
        engine.setSSLParameters(parameters);
        warn(options, host + ":" + peerPort);
        return engine;
    }

    @Override
    public SSLContext currentContext(TlsOptions options) throws SSLError {
        return contexts.get(Snapshot.of(options, source), options);
    }

    @Override
    public SSLSocket engage(Socket plain, TlsOptions options, @Nullable String host, boolean autoClose, String peer)
            throws IOException {
        SSLContext context = currentContext(options);
        int port = ((InetSocketAddress) plain.getRemoteSocketAddress()).getPort();
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, autoClose);
        tls.setUseClientMode(!options.serverSide());
        warn(options, peer);
        return tls;
    }

    @Override
    public Deadlines deadlines() {
        return deadlines;
    }

    private void warn(TlsOptions options, String peer) {
        if (options.serverSide()) {
            return;
        }
        if (options.certReqs() == CertReqs.NONE) {
            unverified.certificateNotVerified(peer);
        } else if (!options.checkHostname()) {
            unverified.nameNotChecked(peer);
        }
    }

    /**
     * The gateway's floor. It is never applied silently: what is below it is refused, neither raised nor let through.
     */
    private void requireAllowed(TlsOptions options) throws SSLError {
        requireSupported(options);
        CertReqs effective = options.certReqs() == CertReqs.OPTIONAL && !options.serverSide()
                ? CertReqs.REQUIRED // A client's OPTIONAL is REQUIRED.
                : options.certReqs();
        if (effective.code() < minimumCertReqs.code()) {
            throw new SSLError(
                    Reason.FORBIDDEN,
                    "certReqs=" + options.certReqs()
                            + " is forbidden on this gateway: org.ussl.tls says minimumCertReqs="
                            + minimumCertReqs.name().toLowerCase(Locale.ROOT),
                    null,
                    null,
                    null);
        }
    }

    /** What is not built yet is refused: an option that is taken and ignored would be a check that is not made. */
    private static void requireSupported(TlsOptions options) throws SSLError {
        requireUnset("caCerts=system", !options.systemTrust());
        requireUnset("groups", options.groups().isEmpty());
        requireUnset("crlMode=HARD", options.crlMode() != CrlMode.HARD);
        requireUnset("pins", options.pins().isEmpty());
        requireUnset("peerCheck", options.peerCheck() == null);
        requireUnset("sniProfiles", options.sniProfiles().isEmpty());
        requireUnset("swapPolicy", options.swapPolicy().equals(SwapPolicy.KEEP));
    }

    private static void requireUnset(String option, boolean unset) throws SSLError {
        if (!unset) {
            throw unsupported(option);
        }
    }

    private static void requireWrappable(Socket socket) throws SSLError {
        if (socket instanceof SSLSocket) {
            throw unsupported("the socket is wrapped already");
        }
        if (socket instanceof ProtocolSocket marked && marked.protocol() != Protocol.SEC) {
            throw unsupported(
                    "the socket was made for " + marked.protocol() + "; ask the socket service for Protocol.SEC");
        }
    }

    private static SSLError unsupported(String message) {
        return new SSLError(Reason.UNSUPPORTED, "unsupported: " + message, null, null, null);
    }
}
