// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.ussl.socket.Protocol;
import org.ussl.socket.ProtocolSocket;
import org.ussl.tls.CertReqs;
import org.ussl.tls.ConnectionInfo;
import org.ussl.tls.ProbeReport;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.TlsService;
import org.ussl.tls.TlsStatistics;
import org.ussl.tls.internal.engine.Engines;
import org.ussl.tls.internal.live.Judge;
import org.ussl.tls.internal.live.Ledger;
import org.ussl.tls.internal.live.Swaps;
import org.ussl.tls.internal.live.Terms;
import org.ussl.tls.internal.probe.Probe;
import org.ussl.tls.internal.socket.Deadlines;
import org.ussl.tls.internal.socket.Engaged;
import org.ussl.tls.internal.socket.Failures;
import org.ussl.tls.internal.socket.FollowingContext;
import org.ussl.tls.internal.socket.GuardedEngine;
import org.ussl.tls.internal.socket.Layer;
import org.ussl.tls.internal.socket.TlsServerSocket;
import org.ussl.tls.internal.socket.TlsSocket;
import org.ussl.tls.internal.trust.PeerVerifier;
import org.ussl.tls.spi.TlsEngine;
import org.ussl.tls.spi.TlsFeature;

/** The TLS service: checks what is asked, and gives each connection the version that is in use when it starts. */
final class Connections implements TlsService, Layer {
    private static final TlsOptions REFERENCE_DEFAULT = TlsOptions.builder().build();

    private final VersionSource source;
    private final Contexts contexts;
    private final Engines engines;
    private final Deadlines deadlines;
    private final Clock clock;
    private final CertReqs minimumCertReqs;
    private final UnverifiedPeers unverified = new UnverifiedPeers();
    private final Judge judge;
    private final Ledger ledger;
    private final Swaps swaps;

    Connections(
            VersionSource source,
            Contexts contexts,
            Engines engines,
            Deadlines deadlines,
            Clock clock,
            CertReqs minimumCertReqs) {
        this.source = source;
        this.contexts = contexts;
        this.engines = engines;
        this.deadlines = deadlines;
        this.clock = clock;
        this.minimumCertReqs = minimumCertReqs;
        judge = new LivePeers();
        ledger = new Ledger(clock);
        swaps = new Swaps(ledger, source::current, judge, clock);
    }

    /** Ends what watches over connections; those that are up stay up. */
    void close() {
        swaps.close();
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
                throw new Failures(null).ofHandshake(e, wrapped.peer());
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
        TlsEngine maker = tlsEngine();
        Snapshot snapshot = Snapshot.of(options, source);
        SSLContext context = contexts.get(maker, snapshot, options);
        SSLEngine engine = host == null ? context.createSSLEngine() : context.createSSLEngine(host, peerPort);
        String peer = host == null ? "unnamed" : host + ":" + peerPort;
        warn(options, peer);
        return new GuardedEngine(this, maker, engine, terms(snapshot, options, peer), host, peerPort);
    }

    @Override
    public ProbeReport probe(String host, int port, TlsOptions options) throws SSLError {
        requireAllowed(options);
        if (options.serverSide()) {
            throw unsupported("a probe needs a client's options");
        }
        return new Probe(new ForProbe(), this, clock, host, port, options).run();
    }

    private final class ForProbe implements Probe.Service {
        @Override
        public PeerVerifier verifier(TlsOptions options) throws SSLError {
            return Snapshot.of(options, source).verifier(options);
        }

        @Override
        public void requireCredentials(TlsOptions options) throws SSLError {
            Snapshot.of(options, source);
        }

        @Override
        public SSLContext anonymous(TlsEngine engine, X509ExtendedTrustManager judge, TlsOptions options)
                throws SSLError {
            return contexts.anonymous(engine, judge, options);
        }

        @Override
        public SSLSocket wrapSocket(Socket socket, TlsOptions options) throws SSLError {
            return Connections.this.wrapSocket(socket, options);
        }
    }

    @Override
    public SSLContext currentContext(TlsOptions options) throws SSLError {
        return contexts.get(tlsEngine(), Snapshot.of(options, source), options);
    }

    @Override
    public Engaged engage(Socket plain, TlsOptions options, @Nullable String host, boolean autoClose, String peer)
            throws IOException {
        TlsEngine engine = tlsEngine();
        Snapshot snapshot = Snapshot.of(options, source);
        SSLContext context = contexts.get(engine, snapshot, options);
        int port = ((InetSocketAddress) plain.getRemoteSocketAddress()).getPort();
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, autoClose);
        tls.setUseClientMode(!options.serverSide());
        warn(options, peer);
        return new Engaged(tls, engine, terms(snapshot, options, peer));
    }

    @Override
    public TlsEngine tlsEngine() throws SSLError {
        return engines.current();
    }

    private Terms terms(Snapshot snapshot, TlsOptions options, String peer) {
        return new Terms(options, snapshot.trust(), snapshot.identity(), peer, clock.millis());
    }

    /** A version in use may have changed, or the store that has them. */
    void changed() {
        swaps.changed();
    }

    @Override
    public ConnectionInfo connection(SSLSocket socket) {
        if (socket instanceof TlsSocket ours) {
            return ours.connection().describe(judge);
        }
        throw new IllegalArgumentException("not a socket of this service: " + socket);
    }

    @Override
    public ConnectionInfo connection(SSLEngine engine) {
        if (engine instanceof GuardedEngine ours) {
            return ours.connection().describe(judge);
        }
        throw new IllegalArgumentException("not an engine of this service: " + engine);
    }

    @Override
    public List<ConnectionInfo> connections() {
        return ledger.connections().stream().map(live -> live.describe(judge)).toList();
    }

    @Override
    public TlsStatistics statistics() {
        return ledger.statistics();
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    @Override
    public Swaps swaps() {
        return swaps;
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
    private void requireSupported(TlsOptions options) throws SSLError {
        requireEngine(options, tlsEngine());
        requireUnset("sniProfiles", options.sniProfiles().isEmpty());
    }

    /** What the engine of the moment cannot do is refused here; the one that shakes hands looks again. */
    private static void requireEngine(TlsOptions options, TlsEngine engine) throws SSLError {
        requireKnown("protocols", options.protocols(), SSLParameters::getProtocols, engine);
        requireKnown("cipherSuites", options.cipherSuites(), SSLParameters::getCipherSuites, engine);
        if (!options.groups().isEmpty() && !engine.features().contains(TlsFeature.GROUPS)) {
            throw unsupported("groups with the engine " + engine.name() + " on Java "
                    + Runtime.version().feature() + "; docs/engines.md tells which engine can");
        }
    }

    private static void requireKnown(
            String option, List<String> names, Function<SSLParameters, String[]> known, TlsEngine engine)
            throws SSLError {
        if (names.isEmpty()) {
            return; // Asking the engine costs each connection something.
        }
        List<String> supported = List.of(known.apply(engine.supportedParameters()));
        for (String name : names) {
            if (!supported.contains(name)) {
                throw unsupported(option + "=" + name + " with the engine " + engine.name() + "; it has "
                        + String.join(", ", supported));
            }
        }
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
