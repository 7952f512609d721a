// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.pki;

import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate is to say. Starts as an end entity's with a P-256 key, valid from an hour ago for 30 days, for
 * both uses.
 */
public final class Certificate {
    final String subject;
    final List<GeneralName> names = new ArrayList<>();
    KeyKind kind = KeyKind.P256;

    @Nullable
    KeyPair keyPair;

    Instant notBefore = Instant.now().minus(Duration.ofHours(1));
    Instant notAfter = Instant.now().plus(Duration.ofDays(30));
    boolean authority;
    boolean explicitEndEntity;
    int pathLength = -1;
    int keyUsage;
    List<String> permittedDns = List.of();

    @Nullable
    String crlAddress;

    @Nullable
    String signature;

    List<KeyPurposeId> purposes = List.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth);

    private Certificate(String subject) {
        this.subject = subject;
    }

    /**
     * Starts a certificate.
     *
     * @param subject a distinguished name, such as {@code CN=gw-17}
     * @return this
     */
    public static Certificate named(String subject) {
        return new Certificate(subject);
    }

    /** Adds a host name. */
    public Certificate dns(String name) {
        names.add(new GeneralName(GeneralName.dNSName, name));
        return this;
    }

    /** Adds an address. */
    public Certificate ip(String address) {
        names.add(new GeneralName(GeneralName.iPAddress, address));
        return this;
    }

    /** Sets the kind of key to make. */
    public Certificate kind(KeyKind kind) {
        this.kind = kind;
        return this;
    }

    /** Sets the key instead of making one. */
    public Certificate keyPair(KeyPair keyPair) {
        this.keyPair = keyPair;
        return this;
    }

    /** Sets the validity. */
    public Certificate valid(Instant notBefore, Instant notAfter) {
        this.notBefore = notBefore;
        this.notAfter = notAfter;
        return this;
    }

    /** Makes it a CA's. */
    public Certificate authority() {
        authority = true;
        purposes = List.of();
        return this;
    }

    /** Makes it a CA's that allows so many CAs below it. */
    public Certificate authority(int pathLength) {
        this.pathLength = pathLength;
        return authority();
    }

    /** Sets the extended key usage; none for a certificate without the extension. */
    public Certificate purposes(KeyPurposeId... purposes) {
        this.purposes = List.of(purposes);
        return this;
    }

    /** Says in the certificate that it is no CA's ({@code CA:FALSE}), instead of leaving it out. */
    public Certificate endEntity() {
        explicitEndEntity = true;
        return this;
    }

    /**
     * Sets the key usage.
     *
     * @param bits as in {@link org.bouncycastle.asn1.x509.KeyUsage}
     */
    public Certificate keyUsage(int bits) {
        keyUsage = bits;
        return this;
    }

    /** Allows a CA's certificates these DNS names, and those below them, and no others (RFC 5280, section 4.2.1.10). */
    public Certificate permittedDns(String... subtrees) {
        permittedDns = List.of(subtrees);
        return this;
    }

    /** Says where the list is that the certificate would be in (RFC 5280, section 4.2.1.13). */
    public Certificate crlAt(String uri) {
        crlAddress = uri;
        return this;
    }

    /** Sets the algorithm that the issuer signs with, such as {@code SHA1withRSA}, instead of the usual one. */
    public Certificate signature(String algorithm) {
        signature = algorithm;
        return this;
    }
}
