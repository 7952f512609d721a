// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a connection that has shaken hands ({@code cipher()}, {@code version()}, {@code getpeercert()} and
 * {@code session_reused} of CPython's {@code ssl}). Public data: no key, no secret of the session.
 *
 * @param peer host and port of the other side, as the service's messages name it
 * @param role which part this side took in the handshake
 * @param version the TLS version, by JSSE's name, such as {@code TLSv1.3}
 * @param cipher the cipher suite, by JSSE's name
 * @param alpn the application protocol that was agreed on (RFC 7301); {@code null} if there was none
 * @param sni the name that the client asked for (RFC 6066, section 3); {@code null} if it asked for none
 * @param resumed whether the session of an earlier connection was resumed, so that no certificates were exchanged
 * @param trust the version whose trust anchors the peer was verified with; {@code null} if it was not verified with a
 *     profile's
 * @param identity the version whose chain was there to be shown; {@code null} if none was
 * @param peerChain what the peer sent, its own certificate first; empty if it sent none. With {@link CertReqs#NONE}
 *     nobody has verified it
 * @param verifiedChain the path from the peer's certificate to the trust anchor, the anchor last, as of the handshake;
 *     empty if the peer was not verified
 * @param since when the handshake was done
 */
public record ConnectionInfo(
        String peer,
        Role role,
        String version,
        String cipher,
        @Nullable String alpn,
        @Nullable String sni,
        boolean resumed,
        @Nullable Used trust,
        @Nullable Used identity,
        List<X509Certificate> peerChain,
        List<X509Certificate> verifiedChain,
        Instant since) {

    /** The two parts of a handshake. */
    public enum Role {
        /** It started the handshake. */
        CLIENT,
        /** It answered. */
        SERVER
    }

    /**
     * A version of a profile that a connection was made with.
     *
     * @param profile the profile's name
     * @param revision the version's number
     */
    public record Used(String profile, long revision) {

        /** Refuses a missing name. */
        public Used {
            Objects.requireNonNull(profile, "profile");
        }
    }

    /** Keeps copies of the lists. */
    public ConnectionInfo {
        Objects.requireNonNull(peer, "peer");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(cipher, "cipher");
        Objects.requireNonNull(since, "since");
        peerChain = List.copyOf(peerChain);
        verifiedChain = List.copyOf(verifiedChain);
    }

    /**
     * The peer's own certificate, as it sent it. {@link X509Certificate#getEncoded()} is its DER form.
     *
     * @return the certificate; empty if the peer showed none
     */
    public Optional<X509Certificate> getpeercert() {
        return peerChain.stream().findFirst();
    }
}
