// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;

/** Collects {@link TlsOptions}, starting with the reference's defaults. Not safe for use by many threads. */
public final class TlsOptionsBuilder {
    private @Nullable CredentialPath keyfile;
    private @Nullable CredentialPath certfile;
    private boolean serverSide;
    private CertReqs certReqs = CertReqs.NONE;
    private @Nullable CredentialPath caCerts;
    private boolean systemTrust;
    private @Nullable String serverHostname;
    private boolean checkHostname = true;
    private List<String> protocols = List.of();
    private List<String> cipherSuites = List.of();
    private List<String> groups = List.of();
    private List<String> alpn = List.of();
    private CrlMode crlMode = CrlMode.SOFT;
    private Set<String> pins = Set.of();
    private @Nullable PeerCheck peerCheck;
    private List<String> sniProfiles = List.of();
    private SwapPolicy swapPolicy = SwapPolicy.KEEP;
    private Duration handshakeTimeout = TlsOptions.DEFAULT_HANDSHAKE_TIMEOUT;
    private boolean doHandshakeOnConnect = true;

    TlsOptionsBuilder() {}

    TlsOptionsBuilder(TlsOptions options) {
        keyfile = options.keyfile();
        certfile = options.certfile();
        serverSide = options.serverSide();
        certReqs = options.certReqs();
        caCerts = options.caCerts();
        systemTrust = options.systemTrust();
        serverHostname = options.serverHostname();
        checkHostname = options.checkHostname();
        protocols = options.protocols();
        cipherSuites = options.cipherSuites();
        groups = options.groups();
        alpn = options.alpn();
        crlMode = options.crlMode();
        pins = options.pins();
        peerCheck = options.peerCheck();
        sniProfiles = options.sniProfiles();
        swapPolicy = options.swapPolicy();
        handshakeTimeout = options.handshakeTimeout();
        doHandshakeOnConnect = options.doHandshakeOnConnect();
    }

    /**
     * Sets where the own key lies.
     *
     * @param path a hidden path, such as {@code /flash/cert/private.key}
     * @return this
     * @throws IllegalArgumentException if it is none
     */
    public TlsOptionsBuilder keyfile(String path) {
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
    public TlsOptionsBuilder certfile(String path) {
        certfile = CredentialPath.parse(path);
        return this;
    }

    /**
     * Sets where the certificates lie that the peer is verified with.
     *
     * @param path a hidden path, such as {@code /flash/cert/ca.pem}, or {@value TlsOptions#SYSTEM} for the JVM's own
     *     roots, which trust every public certification authority
     * @return this
     * @throws IllegalArgumentException if it is neither
     */
    public TlsOptionsBuilder caCerts(String path) {
        systemTrust = path.equals(TlsOptions.SYSTEM);
        caCerts = systemTrust ? null : CredentialPath.parse(path);
        return this;
    }

    /**
     * Sets all three paths to those of one profile.
     *
     * @param profile the profile's name
     * @return this
     * @throws IllegalArgumentException if no profile can have this name
     */
    public TlsOptionsBuilder profileName(String profile) {
        systemTrust = false;
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
    public TlsOptionsBuilder serverSide(boolean serverSide) {
        this.serverSide = serverSide;
        return this;
    }

    /**
     * Sets what is asked of the peer.
     *
     * @param certReqs one of the three
     * @return this
     */
    public TlsOptionsBuilder certReqs(CertReqs certReqs) {
        this.certReqs = certReqs;
        return this;
    }

    /**
     * Sets the name that is sent as SNI and looked for in the server's certificate.
     *
     * @param serverHostname a host name or the text of an address
     * @return this
     */
    public TlsOptionsBuilder serverHostname(String serverHostname) {
        this.serverHostname = serverHostname;
        return this;
    }

    /**
     * Sets whether a client that verifies also compares the server's name. Turning it off is logged at every use.
     *
     * @param checkHostname whether
     * @return this
     */
    public TlsOptionsBuilder checkHostname(boolean checkHostname) {
        this.checkHostname = checkHostname;
        return this;
    }

    /**
     * Sets the TLS versions allowed.
     *
     * @param protocols JSSE's names, such as {@code TLSv1.3}; none for the engine's defaults
     * @return this
     */
    public TlsOptionsBuilder protocols(String... protocols) {
        this.protocols = List.of(protocols);
        return this;
    }

    /**
     * Sets the cipher suites allowed.
     *
     * @param cipherSuites JSSE's names, best first; none for the engine's defaults
     * @return this
     */
    public TlsOptionsBuilder cipherSuites(String... cipherSuites) {
        this.cipherSuites = List.of(cipherSuites);
        return this;
    }

    /**
     * Sets the application protocols offered.
     *
     * @param alpn names such as {@code h2}, best first
     * @return this
     */
    public TlsOptionsBuilder alpn(String... alpn) {
        this.alpn = List.of(alpn);
        return this;
    }

    /**
     * Sets the key exchange groups allowed.
     *
     * @param groups JSSE's names, such as {@code x25519}, best first; none for the engine's defaults
     * @return this
     */
    public TlsOptionsBuilder groups(String... groups) {
        this.groups = List.of(groups);
        return this;
    }

    /**
     * Sets how revocation is looked up.
     *
     * @param crlMode one of the three
     * @return this
     */
    public TlsOptionsBuilder crlMode(CrlMode crlMode) {
        this.crlMode = crlMode;
        return this;
    }

    /**
     * Demands one of some public keys among the peer's certificates, besides all else.
     *
     * @param pins each {@code sha256/} and the base64 of the SHA-256 of a SubjectPublicKeyInfo; none for no pinning
     * @return this
     */
    public TlsOptionsBuilder pins(String... pins) {
        this.pins = Set.of(pins);
        return this;
    }

    /**
     * Asks the application about each peer that has passed all other checks.
     *
     * @param peerCheck the application's check; {@code null} for none
     * @return this
     */
    public TlsOptionsBuilder peerCheck(@Nullable PeerCheck peerCheck) {
        this.peerCheck = peerCheck;
        return this;
    }

    /**
     * Sets further profiles for a server that has several names.
     *
     * @param profiles names of profiles; the first whose certificate has the name that a client asks for is shown
     * @return this
     */
    public TlsOptionsBuilder sniProfiles(String... profiles) {
        this.sniProfiles = List.of(profiles);
        return this;
    }

    /**
     * Sets what becomes of a connection when its credentials are replaced.
     *
     * @param swapPolicy the policy
     * @return this
     */
    public TlsOptionsBuilder swapPolicy(SwapPolicy swapPolicy) {
        this.swapPolicy = swapPolicy;
        return this;
    }

    /**
     * Sets how long a handshake may take in all.
     *
     * @param handshakeTimeout more than zero
     * @return this
     */
    public TlsOptionsBuilder handshakeTimeout(Duration handshakeTimeout) {
        this.handshakeTimeout = handshakeTimeout;
        return this;
    }

    /**
     * Sets whether a wrapped socket shakes hands as soon as it is connected.
     *
     * @param doHandshakeOnConnect whether
     * @return this
     */
    public TlsOptionsBuilder doHandshakeOnConnect(boolean doHandshakeOnConnect) {
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
                systemTrust,
                serverHostname,
                checkHostname,
                protocols,
                cipherSuites,
                groups,
                alpn,
                crlMode,
                pins,
                peerCheck,
                sniProfiles,
                swapPolicy,
                handshakeTimeout,
                doHandshakeOnConnect);
    }
}
