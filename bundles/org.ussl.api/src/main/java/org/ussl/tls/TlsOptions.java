// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
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
 *     {@link CertReqs#NONE} or {@code systemTrust}
 * @param systemTrust whether the JVM's own roots are trusted instead ({@code caCerts("system")})
 * @param serverHostname the name that a client sends as SNI and finds in the server's certificate; {@code null} to take
 *     it from the address that is connected to
 * @param checkHostname whether a client that verifies also compares the name
 * @param protocols the TLS versions allowed, by JSSE's names; empty for the engine's defaults
 * @param cipherSuites the cipher suites allowed, best first, by JSSE's names; empty for the engine's defaults
 * @param groups the key exchange groups allowed, best first, by JSSE's names; empty for the engine's defaults
 * @param alpn the application protocols offered, best first (RFC 7301); empty for none
 * @param crlMode how revocation is looked up
 * @param pins if not empty, one of the peer's certificates must have one of these public keys, besides all else: the
 *     SHA-256 of its SubjectPublicKeyInfo as {@code sha256/BASE64} (RFC 7469, section 2.4)
 * @param peerCheck the application's own check of the peer; {@code null} for none
 * @param sniProfiles on a server, further profiles whose certificates are shown to clients that ask for a name in them
 *     (SNI, RFC 6066 section 3); the profile of {@code certfile} is for all others
 * @param swapPolicy what becomes of a connection when its credentials are replaced
 * @param handshakeTimeout how long a handshake may take in all; more than zero
 * @param doHandshakeOnConnect whether a wrapped socket shakes hands as soon as it is connected
 */
public record TlsOptions(
        @Nullable CredentialPath keyfile,
        @Nullable CredentialPath certfile,
        boolean serverSide,
        CertReqs certReqs,
        @Nullable CredentialPath caCerts,
        boolean systemTrust,
        @Nullable String serverHostname,
        boolean checkHostname,
        List<String> protocols,
        List<String> cipherSuites,
        List<String> groups,
        List<String> alpn,
        CrlMode crlMode,
        Set<String> pins,
        @Nullable PeerCheck peerCheck,
        List<String> sniProfiles,
        SwapPolicy swapPolicy,
        Duration handshakeTimeout,
        boolean doHandshakeOnConnect) {

    /** How long a handshake may take if nothing else is said. */
    public static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(30);

    /** What {@link TlsOptionsBuilder#caCerts} takes for the JVM's own roots. */
    public static final String SYSTEM = "system";

    private static final Pattern PIN = Pattern.compile("sha256/[A-Za-z0-9+/]{43}=");

    /** Refuses options that contradict each other, by their names. */
    public TlsOptions {
        Objects.requireNonNull(certReqs, "certReqs");
        Objects.requireNonNull(crlMode, "crlMode");
        Objects.requireNonNull(swapPolicy, "swapPolicy");
        protocols = names("protocols", protocols);
        cipherSuites = names("cipherSuites", cipherSuites);
        groups = names("groups", groups);
        alpn = names("alpn", alpn);
        sniProfiles = names("sniProfiles", sniProfiles);
        pins = Set.copyOf(pins);
        requirePart("keyfile", keyfile, CredentialPart.KEY);
        requirePart("certfile", certfile, CredentialPart.CERT);
        requirePart("caCerts", caCerts, CredentialPart.CA);
        if (systemTrust && caCerts != null) {
            throw new IllegalArgumentException("caCerts is either \"" + SYSTEM + "\" or " + caCerts + ", not both");
        }
        boolean verifies = certReqs != CertReqs.NONE;
        if (verifies && caCerts == null && !systemTrust) {
            throw new IllegalArgumentException("certReqs=" + certReqs
                    + " needs caCerts, for example \"/flash/cert/ca.pem\", or \"" + SYSTEM + "\" for the JVM's roots");
        }
        if (!verifies && !pins.isEmpty()) {
            throw new IllegalArgumentException("pins need certReqs, because without it no certificate is looked at");
        }
        if (!verifies && peerCheck != null) {
            throw new IllegalArgumentException(
                    "peerCheck needs certReqs, because without it no certificate is verified");
        }
        if (!verifies && crlMode == CrlMode.HARD) {
            throw new IllegalArgumentException("crlMode=HARD needs certReqs, because without it nothing is verified");
        }
        pins.stream().filter(pin -> !isPin(pin)).findAny().ifPresent(pin -> {
            throw new IllegalArgumentException("pins: \"" + pin
                    + "\" is not sha256/ and the base64 of 32 bytes, such as \"sha256/" + "A".repeat(43) + "=\"");
        });
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
        if (!serverSide && !sniProfiles.isEmpty()) {
            throw new IllegalArgumentException("sniProfiles need serverSide");
        }
        sniProfiles.forEach(profile -> new CredentialPath(profile, CredentialPart.CERT));
        if (serverHostname != null && serverHostname.isBlank()) {
            throw new IllegalArgumentException("serverHostname is blank");
        }
        if (handshakeTimeout.isZero() || handshakeTimeout.isNegative()) {
            throw new IllegalArgumentException("handshakeTimeout must be more than zero, not " + handshakeTimeout);
        }
    }

    private static List<String> names(String option, List<String> names) {
        List<String> copy = List.copyOf(names);
        if (copy.stream().anyMatch(String::isBlank) || Set.copyOf(copy).size() < copy.size()) {
            throw new IllegalArgumentException(option + " has a blank or a repeated name: " + copy);
        }
        return copy;
    }

    private static boolean isPin(String pin) {
        // 43 characters of base64 carry 258 bits; the decoder refuses those whose last two are not zero.
        try {
            return PIN.matcher(pin).matches()
                    && Base64.getDecoder().decode(pin.substring("sha256/".length())).length == 32;
        } catch (IllegalArgumentException e) {
            return false;
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
    public static TlsOptionsBuilder builder() {
        return new TlsOptionsBuilder();
    }

    /**
     * Starts with these options, to change some of them.
     *
     * @return a new builder
     */
    public TlsOptionsBuilder toBuilder() {
        return new TlsOptionsBuilder(this);
    }

    private static void requirePart(String option, @Nullable CredentialPath path, CredentialPart part) {
        if (path != null && path.part() != part) {
            throw new IllegalArgumentException(option + " must name a " + part.fileName() + ", not " + path);
        }
    }
}
