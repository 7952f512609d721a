// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.tls.PeerCheck;
import org.ussl.tls.SSLCertVerificationError;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsOptions;

/**
 * Judges peers, and is the only one who does, whatever the engine: by the trust anchors and revocation lists of one
 * version, and by what the options ask for. The order of the checks is that of docs/trust.md. Safe for use by many
 * threads; never goes to the network.
 */
public final class PeerVerifier {
    /** More certificates than this no honest peer sends; the rest is not looked at. */
    private static final int MAX_RECEIVED = 20;

    private final TrustAnchors anchors;
    private final @Nullable SystemRoots system;
    private final Revocation revocation;
    private final boolean checkHostname;
    private final Pins pins;
    private final @Nullable PeerCheck peerCheck;

    private PeerVerifier(
            TrustAnchors anchors, @Nullable SystemRoots system, Collection<X509CRL> lists, TlsOptions options) {
        this.anchors = anchors;
        this.system = system;
        CredentialPath caCerts = options.caCerts();
        this.revocation = new Revocation(
                options.crlMode(),
                caCerts == null ? null : caCerts.sibling(CredentialPart.CRL).toString(),
                lists);
        this.checkHostname = options.checkHostname();
        this.pins = new Pins(options.pins());
        this.peerCheck = options.peerCheck();
    }

    /**
     * Makes a verifier.
     *
     * @param options which are not {@code certReqs(NONE)}
     * @param trust the version that has what {@code caCerts} names; {@code null} for the JVM's own roots
     * @throws SSLError if the JVM has no roots
     */
    public static PeerVerifier of(TlsOptions options, @Nullable CredentialVersion trust) throws SSLError {
        if (options.systemTrust()) {
            // A profile's lists are of the profile's own CAs, and here no profile is trusted.
            SystemRoots system = SystemRoots.read();
            return new PeerVerifier(
                    new TrustAnchors("the JVM's roots (caCerts=system)", system.anchors()), system, List.of(), options);
        }
        CredentialVersion version = Objects.requireNonNull(trust, "trust");
        return new PeerVerifier(
                new TrustAnchors(String.valueOf(options.caCerts()), version.trustAnchors()),
                null,
                version.crls(),
                options);
    }

    /**
     * Judges a peer.
     *
     * @param received what it sent, its own certificate first, the rest in any order and perhaps without use
     * @param role which side it is on
     * @param host the name or address that was connected to; a server is refused without one, unless the options say
     *     {@code checkHostname(false)}; not looked at for a client
     * @param stapled the OCSP responses that it sent, in the order of {@code received}; shorter, or with empty
     *     elements, where there are none
     * @param now the date to judge by
     * @return the chain as it was verified, its own certificate first, the trust anchor last
     * @throws VerificationFailure if it is not to be trusted
     */
    public List<X509Certificate> verify(
            List<X509Certificate> received, PeerRole role, @Nullable String host, List<byte[]> stapled, Instant now)
            throws VerificationFailure {
        if (received.isEmpty()) {
            throw new VerificationFailure(Reason.NO_PEER_CERTIFICATE, "shows no certificate, and one is required");
        }
        List<X509Certificate> sent = readAgain(received);
        X509Certificate leaf = sent.get(0);
        CandidatePath path = path(sent, role, byCertificate(sent, stapled), now);
        List<X509Certificate> chain = path.whole();
        if (system != null) {
            system.requireNotDistrusted(chain, role);
        }
        Usage.requireKeyUsage(leaf, role);
        if (role == PeerRole.SERVER && checkHostname) {
            requireNameIn(leaf, host);
        }
        pins.require(chain);
        ask(chain);
        return chain;
    }

    /** What is trusted. */
    TrustAnchors trusted() {
        return anchors;
    }

    /** The anchors, for a server's request of a certificate. */
    Collection<X509Certificate> anchors() {
        return anchors.all();
    }

    private CandidatePath path(
            List<X509Certificate> sent, PeerRole role, Map<X509Certificate, byte[]> stapled, Instant now)
            throws VerificationFailure {
        X509Certificate leaf = sent.get(0);
        PathSearch search = new PathSearch(anchors, sent, candidate -> {
            PathRules.require(candidate, now);
            anchors.requireWithinAnchor(candidate, now);
            Strength.require(candidate.whole());
            Usage.require(candidate.belowAnchor(), role);
            revocation.require(candidate, stapled, now);
        });
        CandidatePath found = search.from(leaf).orElse(null);
        if (found == null) {
            throw new Untrusted(anchors, sent).of(leaf);
        }
        if (found.belowAnchor().isEmpty()) {
            // An anchor that shows itself is trusted, but still only for what it is made for.
            Usage.requirePurpose(leaf, role);
        }
        return found;
    }

    /**
     * Looks for a server's name in its certificate alone; for one that was verified in an earlier handshake.
     *
     * @param received the server's certificate, of any engine's class
     * @param host the name or address that was connected to; {@code null} never passes
     * @throws VerificationFailure if it is not there
     */
    static void requireName(X509Certificate received, @Nullable String host) throws VerificationFailure {
        requireNameIn(readAgain(List.of(received)).get(0), host);
    }

    private static void requireNameIn(X509Certificate leaf, @Nullable String host) throws VerificationFailure {
        if (host == null || host.isBlank()) {
            // An unknown name is not a matching one.
            throw new VerificationFailure(
                    Reason.HOSTNAME_MISMATCH,
                    CertificateName.of(leaf)
                            + ": the server's name is to be checked, and nobody told it; connect by name, or set"
                            + " serverHostname");
        }
        ServerName.of(host).require(leaf);
    }

    /** Asked last and only about a peer that has passed, so that it can refuse one and never let one in. */
    private void ask(List<X509Certificate> chain) throws VerificationFailure {
        if (peerCheck == null) {
            return;
        }
        try {
            peerCheck.check(chain);
        } catch (SSLCertVerificationError | RuntimeException e) {
            // A check that breaks has not said yes.
            throw new VerificationFailure(
                    Reason.REFUSED_BY_CHECK,
                    CertificateName.of(chain.get(0)) + ": refused by the application's own check: " + e.getMessage(),
                    e);
        }
    }

    /** Each engine has its own certificate class; the JDK's is judged, so that all engines see the same. */
    private static List<X509Certificate> readAgain(List<X509Certificate> received) throws VerificationFailure {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (X509Certificate certificate : received.subList(0, Math.min(received.size(), MAX_RECEIVED))) {
                certificates.add((X509Certificate)
                        factory.generateCertificate(new ByteArrayInputStream(certificate.getEncoded())));
            }
        } catch (CertificateException e) {
            throw unreadable(e);
        }
        return certificates;
    }

    static VerificationFailure unreadable(CertificateException e) {
        return new VerificationFailure(
                Reason.UNTRUSTED, "a certificate that the peer sends cannot be read: " + e.getMessage(), e);
    }

    private static Map<X509Certificate, byte[]> byCertificate(List<X509Certificate> sent, List<byte[]> stapled) {
        Map<X509Certificate, byte[]> responses = new HashMap<>();
        for (int i = 0; i < Math.min(sent.size(), stapled.size()); i++) {
            responses.putIfAbsent(sent.get(i), stapled.get(i));
        }
        return responses;
    }
}
