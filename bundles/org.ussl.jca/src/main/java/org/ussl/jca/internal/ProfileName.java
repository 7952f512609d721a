// SPDX-License-Identifier: Apache-2.0
package org.ussl.jca.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.DomainLoadStoreParameter;
import java.security.KeyStore.LoadStoreParameter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.tls.CertReqs;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.TlsOptionsBuilder;

/**
 * Which profile is meant: the one that the type's name tells ({@code USSL/line-3}), or the one that a key store's file
 * or load parameter tells, or {@code default}.
 */
record ProfileName(String name) {
    /** The algorithm's and key store type's name. */
    static final String TYPE = "USSL";

    private static final int MAX_FILE = 4096;
    private static final String KEY = "profile=";

    static final ProfileName DEFAULT = new ProfileName(CredentialPath.DEFAULT_PROFILE);

    /** Refuses what no profile can be called. */
    ProfileName {
        if (!CredentialPath.isProfileName(name)) {
            throw new IllegalArgumentException("not a profile's name: a-z, 0-9, dot, dash, underscore, 64 at most");
        }
    }

    /** Reads the name of a type or algorithm; absent if it is not one of ours. */
    static Optional<ProfileName> ofType(String type) {
        if (type.equalsIgnoreCase(TYPE)) {
            return Optional.of(DEFAULT);
        }
        String prefix = TYPE + "/";
        if (type.regionMatches(true, 0, prefix, 0, prefix.length())
                && CredentialPath.isProfileName(type.substring(prefix.length()))) {
            return Optional.of(new ProfileName(type.substring(prefix.length())));
        }
        return Optional.empty();
    }

    /**
     * Reads the file that stands where other types have theirs: a line {@code profile=NAME}, or nothing, and lines with
     * {@code #}.
     */
    static Optional<ProfileName> ofFile(InputStream file) throws IOException {
        byte[] content = file.readNBytes(MAX_FILE + 1);
        if (content.length > MAX_FILE) {
            throw notOurs();
        }
        List<String> lines = new String(content, StandardCharsets.ISO_8859_1)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        String line = lines.get(0);
        String named = line.startsWith(KEY) ? line.substring(KEY.length()).strip() : "";
        if (lines.size() > 1 || !CredentialPath.isProfileName(named)) {
            throw notOurs();
        }
        return Optional.of(new ProfileName(named));
    }

    /** What is in a file that is not ours is not repeated: it may be a key store. */
    private static IOException notOurs() {
        return new IOException("a file for the key store type " + TYPE
                + " has one line, profile=NAME, and comments; keys lie elsewhere");
    }

    /** Reads a load parameter: {@code new DomainLoadStoreParameter(URI.create("ussl:NAME"), Map.of())}. */
    static Optional<ProfileName> ofParameter(@Nullable LoadStoreParameter parameter) {
        if (parameter == null) {
            return Optional.empty();
        }
        if (parameter instanceof DomainLoadStoreParameter domain) {
            URI uri = domain.getConfiguration();
            if ("ussl".equals(uri.getScheme()) && CredentialPath.isProfileName(uri.getSchemeSpecificPart())) {
                return Optional.of(new ProfileName(uri.getSchemeSpecificPart()));
            }
        }
        throw new IllegalArgumentException(
                "the key store type " + TYPE + " takes a DomainLoadStoreParameter with a URI such as ussl:default");
    }

    /** A client's options; without an identity it shows no certificate. */
    TlsOptions client(ProfileName trusted, boolean identity) {
        TlsOptionsBuilder options = identity ? identity() : TlsOptions.builder();
        return trusted.trust(options, CertReqs.REQUIRED).build();
    }

    /** A server's options. */
    TlsOptions server(ProfileName trusted, CertReqs certReqs) {
        TlsOptionsBuilder options = identity().serverSide(true);
        return certReqs == CertReqs.NONE
                ? options.build()
                : trusted.trust(options, certReqs).build();
    }

    /** Options for a key manager, which reads the identity alone. */
    TlsOptions forKeys() {
        return TlsOptions.profile(name);
    }

    /** Options for a trust manager. */
    TlsOptions forTrust() {
        return trust(TlsOptions.builder(), CertReqs.REQUIRED).build();
    }

    private TlsOptionsBuilder identity() {
        return TlsOptions.builder().keyfile(path(CredentialPart.KEY)).certfile(path(CredentialPart.CERT));
    }

    private TlsOptionsBuilder trust(TlsOptionsBuilder options, CertReqs certReqs) {
        return options.caCerts(path(CredentialPart.CA)).certReqs(certReqs);
    }

    private String path(CredentialPart part) {
        return new CredentialPath(name, part).toString();
    }

    @Override
    public String toString() {
        return name;
    }
}
