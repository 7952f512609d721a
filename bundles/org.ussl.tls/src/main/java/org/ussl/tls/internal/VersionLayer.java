// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.internal.engine.Engines;
import org.ussl.tls.internal.live.Ledger;
import org.ussl.tls.internal.live.Swaps;
import org.ussl.tls.internal.live.Terms;
import org.ussl.tls.internal.profile.Policies;
import org.ussl.tls.internal.socket.Admission;
import org.ussl.tls.internal.socket.Deadlines;
import org.ussl.tls.internal.socket.Engaged;
import org.ussl.tls.internal.socket.EngagedEngine;
import org.ussl.tls.internal.socket.Layer;
import org.ussl.tls.internal.trust.ServerName;
import org.ussl.tls.spi.TlsEngine;

/** Gives each connection the version that is in use when it starts, and the profile that its client asks for. */
final class VersionLayer implements Layer {
    private final VersionSource source;
    private final Contexts contexts;
    private final Engines engines;
    private final Deadlines deadlines;
    private final Admission admission;
    private final Ledger ledger;
    private final Swaps swaps;
    private final Policies policies;
    private final UnverifiedPeers unverified = new UnverifiedPeers();

    VersionLayer(
            VersionSource source,
            Contexts contexts,
            Engines engines,
            Deadlines deadlines,
            Admission admission,
            Ledger ledger,
            Swaps swaps,
            Policies policies) {
        this.source = source;
        this.contexts = contexts;
        this.engines = engines;
        this.deadlines = deadlines;
        this.admission = admission;
        this.ledger = ledger;
        this.swaps = swaps;
        this.policies = policies;
    }

    @Override
    public Engaged engage(
            Socket carrier, TlsOptions options, @Nullable String host, @Nullable String requestedName, String peer)
            throws IOException {
        TlsEngine maker = tlsEngine();
        Choice choice = choose(options, requestedName);
        SSLContext context = contexts.get(maker, choice.snapshot(), choice.options());
        int port = ((InetSocketAddress) carrier.getRemoteSocketAddress()).getPort();
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(carrier, host, port, true);
        tls.setUseClientMode(!options.serverSide());
        warn(options, peer);
        return new Engaged(tls, maker, choice.terms(host, peer, requestedName));
    }

    @Override
    public EngagedEngine engage(
            TlsOptions options, @Nullable String host, int port, @Nullable String requestedName, String peer)
            throws SSLError {
        TlsEngine maker = tlsEngine();
        Choice choice = choose(options, requestedName);
        SSLContext context = contexts.get(maker, choice.snapshot(), choice.options());
        SSLEngine tls = host == null ? context.createSSLEngine() : context.createSSLEngine(host, port);
        tls.setUseClientMode(!options.serverSide());
        warn(options, peer);
        return new EngagedEngine(tls, maker, choice.terms(host, peer, requestedName));
    }

    @Override
    public SSLContext currentContext(TlsOptions options) throws SSLError {
        return contexts.get(tlsEngine(), Snapshot.of(options, source), policies.strengthened(options));
    }

    @Override
    public TlsEngine tlsEngine() throws SSLError {
        return engines.current();
    }

    @Override
    public Deadlines deadlines() {
        return deadlines;
    }

    @Override
    public Admission admission() {
        return admission;
    }

    @Override
    public Policies policies() {
        return policies;
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    @Override
    public Swaps swaps() {
        return swaps;
    }

    /** The version whose certificate has the name is read once, and judged by what was read. */
    private Choice choose(TlsOptions options, @Nullable String requestedName) throws SSLError {
        if (requestedName != null) {
            for (String profile : options.sniProfiles()) {
                TlsOptions named = options.toBuilder()
                        .keyfile(new CredentialPath(profile, CredentialPart.KEY).toString())
                        .certfile(new CredentialPath(profile, CredentialPart.CERT).toString())
                        .build();
                Snapshot snapshot = snapshotIfThere(named);
                if (snapshot != null && hasName(snapshot.identity(), requestedName)) {
                    return new Choice(policies.strengthened(named), snapshot);
                }
            }
        }
        return new Choice(policies.strengthened(options), Snapshot.of(options, source));
    }

    /** A profile that is not delivered yet has no names; the others go on. */
    private @Nullable Snapshot snapshotIfThere(TlsOptions options) throws SSLError {
        try {
            return Snapshot.of(options, source);
        } catch (SSLError e) {
            if (e.reason() != Reason.CREDENTIAL_MISSING) {
                throw e;
            }
            return null;
        }
    }

    private static boolean hasName(@Nullable CredentialVersion identity, String name) {
        return identity != null && ServerName.isOf(identity.chain().get(0), name);
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

    private record Choice(TlsOptions options, Snapshot snapshot) {
        Terms terms(@Nullable String host, String peer, @Nullable String requestedName) {
            return new Terms(options, snapshot.trust(), snapshot.identity(), host, peer, requestedName);
        }
    }
}
