// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;

/**
 * What is asked of a TLS connection. The first five are the arguments of {@code wrap_socket} in the reference; the rest
 * is what users of {@code ssl} elsewhere have. Immutable; holds paths, never content.
 *
 * @param keyfile where the own key lies; {@code null} for no identity
 * @param certfile where the own certificate lies; {@code null} for no identity
 * @param serverSide whether to take the server's part of the handshake
 * @param certReqs what is asked of the peer
 * @param caCerts where the certificates lie that the peer is verified with; {@code null} only with
 *     {@link CertReqs#NONE}
 * @param serverHostname the name that a client sends as SNI and finds in the server's certificate; {@code null} to take
 *     it from the address that is connected to
 * @param checkHostname whether a client that verifies also compares the name
 * @param protocols the TLS versions allowed, by JSSE's names; empty for the engine's defaults
 * @param cipherSuites the cipher suites allowed, best first, by JSSE's names; empty for the engine's defaults
 * @param alpn the application protocols offered, best first (RFC 7301); empty for none
 * @param handshakeTimeout how long a handshake may take in all; more than zero
 * @param doHandshakeOnConnect whether a wrapped socket shakes hands as soon as it is connected
 */
public record TlsOptions(
        @Nullable CredentialPath keyfile,
        @Nullable CredentialPath certfile,
        boolean serverSide,
        CertReqs certReqs,
        @Nullable CredentialPath caCerts,
        @Nullable String serverHostname,
        boolean checkHostname,
        List<String> protocols,
        List<String> cipherSuites,
        List<String> alpn,
        Duration handshakeTimeout,
        boolean doHandshakeOnConnect) {

    /** How long a handshake may take if nothing else is said. */
    public static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(30);

    /** Refuses options that contradict each other, by their names. */
    public TlsOptions {
        Objects.requireNonNull(certReqs, "certReqs");
        protocols = List.copyOf(protocols);
        cipherSuites = List.copyOf(cipherSuites);
        alpn = List.copyOf(alpn);
        requirePart("keyfile", keyfile, CredentialPart.KEY);
        requirePart("certfile", certfile, CredentialPart.CERT);
        requirePart("caCerts", caCerts, CredentialPart.CA);
        if (certReqs != CertReqs.NONE && caCerts == null) {
            throw new IllegalArgumentException(
                    "certReqs=" + certReqs + " needs caCerts, for example \"/flash/cert/ca.pem\"");
        }
        if (serverSide && (keyfile == null || certfile == null)) {
            throw new IllegalArgumentException("serverSide needs keyfile and certfile");
        }
        if ((keyfile == null) != (certfile == null)) {
            throw new IllegalArgumentException(
                    keyfile == null ? "certfile needs keyfile" : "keyfile needs certfile, because neither works alone");
        }
        if (keyfile != null && certfile != null && !keyfile.profile().equals(certfile.profile())) {
            // A pair is only known to match within one version of one profile.
            throw new IllegalArgumentException("keyfile and certfile must be of one profile, not " + keyfile.profile()
                    + " and " + certfile.profile());
        }
        if (serverHostname != null && serverHostname.isBlank()) {
            throw new IllegalArgumentException("serverHostname is blank");
        }
        if (handshakeTimeout.isZero() || handshakeTimeout.isNegative()) {
            throw new IllegalArgumentException("handshakeTimeout must be more than zero, not " + handshakeTimeout);
        }
    }

    /**
     * The usual case: a client that demands a certificate of its peer and shows its own, with all three parts of one
     * profile.
     *
     * @param profile the profile's name
     * @return the options
     * @throws IllegalArgumentException if no profile can have this name
     */
    public static TlsOptions profile(String profile) {
        return builder().profileName(profile).certReqs(CertReqs.REQUIRED).build();
    }

    /**
     * Starts with the reference's defaults: a client without identity that verifies nothing.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    private static void requirePart(String option, @Nullable CredentialPath path, CredentialPart part) {
        if (path != null && path.part() != part) {
            throw new IllegalArgumentException(option + " must name a " + part.fileName() + ", not " + path);
        }
    }

    /** Collects options. Not safe for use by many threads. */
    public static final class Builder {
        private @Nullable CredentialPath keyfile;
        private @Nullable CredentialPath certfile;
        private boolean serverSide;
        private CertReqs certReqs = CertReqs.NONE;
        private @Nullable CredentialPath caCerts;
        private @Nullable String serverHostname;
        private boolean checkHostname = true;
        private List<String> protocols = List.of();
        private List<String> cipherSuites = List.of();
        private List<String> alpn = List.of();
        private Duration handshakeTimeout = DEFAULT_HANDSHAKE_TIMEOUT;
        private boolean doHandshakeOnConnect = true;

        private Builder() {}

        /**
         * Sets where the own key lies.
         *
         * @param path a hidden path, such as {@code /flash/cert/private.key}
         * @return this
         * @throws IllegalArgumentException if it is none
         */
        public Builder keyfile(String path) {
            keyfile = CredentialPath.parse(path);
            return this;
        }

        /**
         * Sets where the own certificate lies.
         *
         * @param path a hidden path, such as {@code /flash/cert/cert.pem}
         * @return this
         * @throws IllegalArgumentException if it is none
         */
        public Builder certfile(String path) {
            certfile = CredentialPath.parse(path);
            return this;
        }

        /**
         * Sets where the certificates lie that the peer is verified with.
         *
         * @param path a hidden path, such as {@code /flash/cert/ca.pem}
         * @return this
         * @throws IllegalArgumentException if it is none
         */
        public Builder caCerts(String path) {
            caCerts = CredentialPath.parse(path);
            return this;
        }

        /**
         * Sets all three paths to those of one profile.
         *
         * @param profile the profile's name
         * @return this
         * @throws IllegalArgumentException if no profile can have this name
         */
        public Builder profileName(String profile) {
            caCerts = new CredentialPath(profile, CredentialPart.CA);
            certfile = new CredentialPath(profile, CredentialPart.CERT);
            keyfile = new CredentialPath(profile, CredentialPart.KEY);
            return this;
        }

        /**
         * Takes the server's part of the handshake.
         *
         * @param serverSide whether
         * @return this
         */
        public Builder serverSide(boolean serverSide) {
            this.serverSide = serverSide;
            return this;
        }

        /**
         * Sets what is asked of the peer.
         *
         * @param certReqs one of the three
         * @return this
         */
        public Builder certReqs(CertReqs certReqs) {
            this.certReqs = certReqs;
            return this;
        }

        /**
         * Sets the name that is sent as SNI and looked for in the server's certificate.
         *
         * @param serverHostname a host name or the text of an address
         * @return this
         */
        public Builder serverHostname(String serverHostname) {
            this.serverHostname = serverHostname;
            return this;
        }

        /**
         * Sets whether a client that verifies also compares the server's name. Turning it off is logged at every use.
         *
         * @param checkHostname whether
         * @return this
         */
        public Builder checkHostname(boolean checkHostname) {
            this.checkHostname = checkHostname;
            return this;
        }

        /**
         * Sets the TLS versions allowed.
         *
         * @param protocols JSSE's names, such as {@code TLSv1.3}; none for the engine's defaults
         * @return this
         */
        public Builder protocols(String... protocols) {
            this.protocols = List.of(protocols);
            return this;
        }

        /**
         * Sets the cipher suites allowed.
         *
         * @param cipherSuites JSSE's names, best first; none for the engine's defaults
         * @return this
         */
        public Builder cipherSuites(String... cipherSuites) {
            this.cipherSuites = List.of(cipherSuites);
            return this;
        }

        /**
         * Sets the application protocols offered.
         *
         * @param alpn names such as {@code h2}, best first
         * @return this
         */
        public Builder alpn(String... alpn) {
            this.alpn = List.of(alpn);
            return this;
        }

        /**
         * Sets how long a handshake may take in all.
         *
         * @param handshakeTimeout more than zero
         * @return this
         */
        public Builder handshakeTimeout(Duration handshakeTimeout) {
            this.handshakeTimeout = handshakeTimeout;
            return this;
        }

        /**
         * Sets whether a wrapped socket shakes hands as soon as it is connected.
         *
         * @param doHandshakeOnConnect whether
         * @return this
         */
        public Builder doHandshakeOnConnect(boolean doHandshakeOnConnect) {
            this.doHandshakeOnConnect = doHandshakeOnConnect;
            return this;
        }

        /**
         * Makes the options.
         *
         * @return the options
         * @throws IllegalArgumentException if they contradict each other; the message names the options
         */
        public TlsOptions build() {
            return new TlsOptions(
                    keyfile,
                    certfile,
                    serverSide,
                    certReqs,
                    caCerts,
                    serverHostname,
                    checkHostname,
                    protocols,
                    cipherSuites,
                    alpn,
                    handshakeTimeout,
                    doHandshakeOnConnect);
        }
    }
}
