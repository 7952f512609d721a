// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
import org.ussl.tls.internal.probe.Probe;
import org.ussl.tls.internal.profile.Policies;
import org.ussl.tls.internal.socket.Admission;
import org.ussl.tls.internal.socket.Deadlines;
import org.ussl.tls.internal.socket.Failures;
import org.ussl.tls.internal.socket.FollowingContext;
import org.ussl.tls.internal.socket.GuardedEngine;
import org.ussl.tls.internal.socket.Layer;
import org.ussl.tls.internal.socket.TlsServerSocket;
import org.ussl.tls.internal.socket.TlsSocket;
import org.ussl.tls.internal.trust.PeerTrustManager;
import org.ussl.tls.internal.trust.PeerVerifier;
import org.ussl.tls.spi.TlsEngine;

/** The TLS service: checks what is asked, and makes it on a layer that follows the versions in use. */
final class Connections implements TlsService {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private static final TlsOptions REFERENCE_DEFAULT = TlsOptions.builder().build();

    private final VersionSource source;
    private final Policies policies;
    private final Contexts contexts;
    private final Clock clock;
    private final Rules rules;
    private final Admission admission;
    private final Judge judge = new LivePeers();
    private final Ledger ledger;
    private final Swaps swaps;
    private final Layer layer;

    Connections(
            VersionSource source,
            Contexts contexts,
            Engines engines,
            Deadlines deadlines,
            Clock clock,
            Settings settings,
            Policies policies) {
        this.source = source;
        this.policies = policies;
        this.contexts = contexts;
        this.clock = clock;
        rules = new Rules(engines, policies);
        policies.floor(settings.minimumCertReqs());
        ledger = new Ledger(clock);
        swaps = new Swaps(ledger, source::current, judge, clock, contexts::forget);
        admission = new Admission(settings.maxHandshakes());
        layer = new VersionLayer(source, contexts, engines, deadlines, admission, ledger, swaps, policies);
    }

    /** Takes other settings, for handshakes from now on; connections that are up stay up. */
    void settings(Settings settings) {
        policies.floor(settings.minimumCertReqs());
        admission.resize(settings.maxHandshakes());
        contexts.settings(settings);
    }

    /** Ends what watches over connections; those that are up stay up. */
    void close() {
        swaps.close();
    }

    /** Waits until the handshakes are over that may use the key of a store that was let go. */
    void awaitHandshakes(Duration most) {
        try {
            if (!ledger.underWay().awaitEnd(most)) {
                LOG.warn("a handshake that a store's change met was not over after {}, and may fail", most);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A version in use may have changed, or the store that has them. */
    void changed() {
        swaps.changed();
    }

    /** What a change means for connections that are up. */
    Swaps swaps() {
        return swaps;
    }

    @Override
    public SSLSocket wrapSocket(Socket socket) throws SSLError {
        return wrapSocket(socket, REFERENCE_DEFAULT);
    }

    @Override
    public SSLSocket wrapSocket(Socket socket, TlsOptions options) throws SSLError {
        return wrap(socket, null, options);
    }

    @Override
    public SSLSocket wrapSocket(Socket socket, InputStream consumed, TlsOptions options) throws SSLError {
        if (!socket.isConnected()) {
            throw Rules.unsupported("bytes were consumed of a socket that is not connected");
        }
        return wrap(socket, consumed, options);
    }

    private SSLSocket wrap(Socket socket, @Nullable InputStream consumed, TlsOptions options) throws SSLError {
        rules.requireAllowed(options);
        Rules.requireWrappable(socket);
        TlsSocket wrapped = new TlsSocket(layer, socket, options, null, consumed, true);
        if (socket.isConnected() && options.doHandshakeOnConnect()) {
            try {
                wrapped.startHandshake();
            } catch (SSLError e) {
                throw e;
            } catch (IOException e) {
                throw new Failures(null, options).ofHandshake(e, wrapped.peer());
            }
        }
        return wrapped;
    }

    @Override
    public Socket unwrap(SSLSocket socket) throws IOException {
        return ours(socket).unwrap();
    }

    @Override
    public SSLServerSocket wrapServerSocket(ServerSocket socket, TlsOptions options) throws SSLError {
        rules.requireAllowed(options);
        if (!options.serverSide()) {
            throw Rules.unsupported("a listener needs options with serverSide");
        }
        if (socket instanceof SSLServerSocket) {
            throw Rules.unsupported("the listener is wrapped already");
        }
        try {
            return new TlsServerSocket(layer, socket, options);
        } catch (IOException e) {
            throw new SSLError(Reason.OTHER, "the listener could not be wrapped: " + e.getMessage(), null, null, e);
        }
    }

    @Override
    public SSLContext sslContext(TlsOptions options) throws SSLError {
        rules.requireAllowed(options);
        return new FollowingContext(layer, options);
    }

    @Override
    public SSLEngine engine(TlsOptions options, String peerHost, int peerPort) throws SSLError {
        rules.requireAllowed(options);
        return new GuardedEngine(layer, options, peerHost, peerPort);
    }

    @Override
    public X509ExtendedKeyManager keyManager(TlsOptions options) throws SSLError {
        rules.requireAllowed(options);
        return new FollowingKeyManager(options, source, contexts);
    }

    @Override
    public X509ExtendedTrustManager trustManager(TlsOptions options) throws SSLError {
        rules.requireAllowed(options);
        return new PeerTrustManager(new FollowingTrust(options, source, policies), options.serverHostname(), clock);
    }

    @Override
    public ProbeReport probe(String host, int port, TlsOptions options) throws SSLError {
        rules.requireAllowed(options);
        if (options.serverSide()) {
            throw Rules.unsupported("a probe needs a client's options");
        }
        return new Probe(new ForProbe(), layer, clock, host, port, options).run();
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
    public ConnectionInfo connection(SSLSocket socket) {
        return ours(socket).connection().describe(judge);
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

    private static TlsSocket ours(SSLSocket socket) {
        if (socket instanceof TlsSocket ours) {
            return ours;
        }
        throw new IllegalArgumentException("not a socket of this service: " + socket);
    }
}
