// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A throw-away CA. */
public final class Authority {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Identity identity;
    private final boolean root;

    private Authority(Identity identity, boolean root) {
        this.identity = identity;
        this.root = root;
    }

    /**
     * Makes a root that is valid for a year.
     *
     * @param subject its distinguished name
     * @return the CA
     */
    public static Authority create(String subject) {
        Instant now = Instant.now();
        return create(Certificate.named(subject)
                .authority()
                .valid(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(365))));
    }

    /** Makes a root as described. */
    public static Authority create(Certificate description) {
        return new Authority(selfSigned(description), true);
    }

    /** The root that has this certificate and key. */
    public static Authority of(X509Certificate certificate, KeyPair keyPair) {
        return new Authority(new Identity(keyPair, List.of(certificate)), true);
    }

    /** Makes a certificate that is signed with its own key. */
    public static Identity selfSigned(Certificate description) {
        KeyPair pair = keyPair(description);
        return new Identity(
                pair, List.of(sign(description, pair, new X500Name(description.subject), pair.getPrivate())));
    }

    /** Issues a certificate; the chain holds the intermediate CAs and not the root. */
    public Identity issue(Certificate description) {
        KeyPair pair = keyPair(description);
        List<X509Certificate> chain = new ArrayList<>();
        X500Name issuer =
                X500Name.getInstance(certificate().getSubjectX500Principal().getEncoded());
        chain.add(sign(description, pair, issuer, identity.keyPair().getPrivate()));
        if (!root) {
            chain.addAll(identity.chain());
        }
        return new Identity(pair, List.copyOf(chain));
    }

    /** Issues a CA below this one. */
    public Authority intermediate(String subject) {
        return intermediate(Certificate.named(subject).authority());
    }

    /** Issues what signs below this one, as described: also without the right to do so. */
    public Authority intermediate(Certificate description) {
        return new Authority(issue(description), false);
    }

    /** A list of what is revoked, in force since an hour ago and for 30 days. */
    public X509CRL crl(X509Certificate... revoked) {
        Instant now = Instant.now();
        return crl(now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(30)), revoked);
    }

    /** A list of what is revoked. */
    public X509CRL crl(Instant thisUpdate, Instant nextUpdate, X509Certificate... revoked) {
        return crl(1, thisUpdate, nextUpdate, List.of(revoked));
    }

    /**
     * Makes a revocation list.
     *
     * @param number its number
     * @param thisUpdate when it was issued
     * @param nextUpdate when the next one is due; {@code null} to leave that out
     * @param revoked what is revoked
     * @return the list
     */
    public X509CRL crl(
            long number, Instant thisUpdate, @Nullable Instant nextUpdate, Collection<X509Certificate> revoked) {
        try {
            JcaX509v2CRLBuilder builder =
                    new JcaX509v2CRLBuilder(certificate().getSubjectX500Principal(), Date.from(thisUpdate));
            if (nextUpdate != null) {
                builder.setNextUpdate(Date.from(nextUpdate));
            }
            for (X509Certificate each : revoked) {
                builder.addCRLEntry(each.getSerialNumber(), Date.from(thisUpdate), CRLReason.keyCompromise);
            }
            builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate()));
            PrivateKey key = identity.keyPair().getPrivate();
            return new JcaX509CRLConverter()
                    .getCRL(builder.build(new JcaContentSignerBuilder(KeyKind.signatureFor(key)).build(key)));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("could not make a revocation list", e);
        }
    }

    /** The CA's own certificate. */
    public X509Certificate certificate() {
        return identity.certificate();
    }

    /** The CA's own key. */
    public KeyPair keyPair() {
        return identity.keyPair();
    }

    /** The CA's own certificate as the content of a {@code ca.pem}. */
    public byte[] pem() {
        return Identity.pem(List.of(certificate()));
    }

    private static KeyPair keyPair(Certificate description) {
        return description.keyPair != null ? description.keyPair : description.kind.generate();
    }

    private static X509Certificate sign(Certificate description, KeyPair pair, X500Name issuer, PrivateKey key) {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    new BigInteger(64, RANDOM).setBit(63),
                    Date.from(description.notBefore),
                    Date.from(description.notAfter),
                    new X500Name(description.subject),
                    pair.getPublic());
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
            addConstraints(builder, description);
            if (!description.purposes.isEmpty()) {
                builder.addExtension(
                        Extension.extendedKeyUsage,
                        false,
                        new ExtendedKeyUsage(description.purposes.toArray(new KeyPurposeId[0])));
            }
            if (!description.names.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(description.names.toArray(new GeneralName[0])));
            }
            String signature = description.signature != null ? description.signature : KeyKind.signatureFor(key);
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(signature).build(key)));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("could not make a certificate for " + description.subject, e);
        }
    }

    private static void addConstraints(JcaX509v3CertificateBuilder builder, Certificate description)
            throws IOException {
        if (description.authority || description.explicitEndEntity) {
            builder.addExtension(
                    Extension.basicConstraints,
                    true,
                    description.pathLength >= 0
                            ? new BasicConstraints(description.pathLength)
                            : new BasicConstraints(description.authority));
        }
        int usual = description.authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : 0;
        int usage = description.keyUsage != 0 ? description.keyUsage : usual;
        if (usage != 0) {
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
        }
        if (description.crlAddress != null) {
            GeneralNames names =
                    new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, description.crlAddress));
            builder.addExtension(Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {
                new DistributionPoint(new DistributionPointName(names), null, null)
            }));
        }
        if (!description.permittedDns.isEmpty()) {
            GeneralSubtree[] permitted = description.permittedDns.stream()
                    .map(name -> new GeneralSubtree(new GeneralName(GeneralName.dNSName, name)))
                    .toArray(GeneralSubtree[]::new);
            builder.addExtension(Extension.nameConstraints, true, new NameConstraints(permitted, null));
        }
    }
}
