// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.live;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.tls.CertReqs;
import org.ussl.tls.ConnectionInfo;
import org.ussl.tls.ConnectionInfo.Role;
import org.ussl.tls.ConnectionInfo.Used;
import org.ussl.tls.SSLCertVerificationError;
import org.ussl.tls.SSLError;

/**
 * A connection that has shaken hands. It belongs to its socket or engine; the ledger knows it weakly, so that one whose
 * user has forgotten it is collected with all that belongs to it.
 */
public final class Connection {
    private final Terms terms;
    private final Wire wire;
    private final boolean resumed;
    private final Instant since;
    private final AtomicBoolean draining = new AtomicBoolean();
    private volatile @Nullable Supplier<SSLError> end;
    private volatile Ledger.@Nullable Entry entry;

    Connection(Terms terms, Wire wire, boolean resumed, Instant since) {
        this.terms = terms;
        this.wire = wire;
        this.since = since;
        this.resumed = resumed;
    }

    /** What it was made under. */
    public Terms terms() {
        return terms;
    }

    /** Whether an earlier session was resumed. */
    public boolean isResumed() {
        return resumed;
    }

    /**
     * Why the service has ended the connection: an error of its own for each caller, because one that is thrown twice
     * cannot be suppressed by itself. {@code null} while it has not.
     */
    public @Nullable SSLError ended() {
        Supplier<SSLError> reason = end;
        return reason == null ? null : reason.get();
    }

    /** Throws why the service has ended the connection, if it has. */
    public void requireLive() throws SSLError {
        SSLError reason = ended();
        if (reason != null) {
            throw reason;
        }
    }

    /**
     * Ends the connection; its user meets the reason at the next read or write.
     *
     * @return whether it was up until now
     */
    boolean end(Supplier<SSLError> reason) {
        synchronized (draining) {
            if (end != null) {
                return false;
            }
            end = reason;
        }
        wire.cut();
        return true;
    }

    /** Whether this is the first change of credentials that makes the connection end in a while. */
    boolean startDraining() {
        return draining.compareAndSet(false, true);
    }

    /** What the peer sent; empty if it sent none. */
    List<X509Certificate> peerChain() {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate : wire.session().getPeerCertificates()) {
                chain.add((X509Certificate) certificate);
            }
            return List.copyOf(chain);
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
    }

    /** Whether this side lets nobody in without a certificate. */
    boolean demandsCertificate() {
        return wire.demandsCertificate();
    }

    /** What may be told of the connection. */
    public ConnectionInfo describe(Judge judge) {
        SSLSession session = wire.session();
        String alpn = wire.alpn();
        return new ConnectionInfo(
                terms.peer(),
                terms.options().serverSide() ? Role.SERVER : Role.CLIENT,
                session.getProtocol(),
                session.getCipherSuite(),
                alpn == null || alpn.isEmpty() ? null : alpn,
                terms.requestedName(),
                resumed,
                used(terms.trust()),
                used(terms.identity()),
                peerChain(),
                verifiedChain(judge),
                since);
    }

    private List<X509Certificate> verifiedChain(Judge judge) {
        List<X509Certificate> received = peerChain();
        if (terms.options().certReqs() == CertReqs.NONE || received.isEmpty()) {
            return List.of();
        }
        try {
            return judge.verify(terms, terms.trust(), received, stapled(), false, since);
        } catch (SSLCertVerificationError e) {
            return List.of();
        }
    }

    /** The OCSP responses that came with the peer's chain. */
    List<byte[]> stapled() {
        if (terms.options().serverSide() || !(wire.session() instanceof ExtendedSSLSession extended)) {
            return List.of();
        }
        try {
            List<byte[]> responses = extended.getStatusResponses();
            return responses == null ? List.of() : responses;
        } catch (UnsupportedOperationException e) {
            return List.of(); // What JSSE's base class says of a session that knows no such thing.
        }
    }

    /** Has the next connection shake hands in full. */
    void forgetSession() {
        wire.session().invalidate();
    }

    Instant since() {
        return since;
    }

    void enteredAs(Ledger.Entry newEntry) {
        entry = newEntry;
    }

    Ledger.@Nullable Entry entry() {
        return entry;
    }

    private static @Nullable Used used(@Nullable CredentialVersion version) {
        return version == null ? null : new Used(version.profile(), version.revision());
    }
}
