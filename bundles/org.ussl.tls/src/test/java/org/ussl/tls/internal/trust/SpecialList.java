// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.ussl.testing.pki.Authority;

/** Revocation lists that are not the usual whole one of a CA. */
final class SpecialList {
    private final PrivateKey key;
    private final JcaX509v2CRLBuilder builder;
    private final Instant date;
    private String signature = "SHA256withECDSA";

    SpecialList(Authority ca, Instant date) {
        this.key = ca.keyPair().getPrivate();
        this.date = date;
        this.builder = new JcaX509v2CRLBuilder(ca.certificate().getSubjectX500Principal(), Date.from(date));
        builder.setNextUpdate(Date.from(date.plus(Duration.ofDays(30))));
    }

    SpecialList entry(X509Certificate certificate, int reason) {
        builder.addCRLEntry(certificate.getSerialNumber(), Date.from(date), reason);
        return this;
    }

    SpecialList delta() throws Exception {
        return extension(Extension.deltaCRLIndicator, new CRLNumber(BigInteger.ONE));
    }

    SpecialList signature(String algorithm) {
        signature = algorithm;
        return this;
    }

    /** Bounds the list to users' or CAs' certificates. */
    SpecialList only(boolean users, boolean cas) throws Exception {
        return extension(
                Extension.issuingDistributionPoint, new IssuingDistributionPoint(null, users, cas, null, false, false));
    }

    SpecialList indirect() throws Exception {
        return extension(
                Extension.issuingDistributionPoint,
                new IssuingDistributionPoint(null, false, false, null, true, false));
    }

    SpecialList onlySomeReasons() throws Exception {
        return extension(
                Extension.issuingDistributionPoint,
                new IssuingDistributionPoint(
                        null, false, false, new ReasonFlags(ReasonFlags.keyCompromise), false, false));
    }

    SpecialList point(String uri) throws Exception {
        GeneralNames names = new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, uri));
        return extension(
                Extension.issuingDistributionPoint,
                new IssuingDistributionPoint(new DistributionPointName(names), false, false, null, false, false));
    }

    SpecialList extension(ASN1ObjectIdentifier oid, ASN1Encodable value) throws Exception {
        builder.addExtension(oid, true, value);
        return this;
    }

    X509CRL sign() throws Exception {
        return new JcaX509CRLConverter().getCRL(builder.build(new JcaContentSignerBuilder(signature).build(key)));
    }
}
