// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.pki;

import java.io.IOException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/** What a CA's OCSP responder says of a certificate (RFC 6960). Starts as "good", since an hour ago and for a day. */
public final class OcspAnswer {
    private final Authority ca;
    private final X509Certificate certificate;
    private @Nullable Identity responder;
    private @Nullable CertificateStatus status = CertificateStatus.GOOD;
    private Instant thisUpdate = Instant.now().minus(Duration.ofHours(1));
    private Instant nextUpdate = Instant.now().plus(Duration.ofDays(1));
    private @Nullable String signature;

    /** Starts an answer that the CA signs itself. */
    public OcspAnswer(Authority ca, X509Certificate certificate) {
        this.ca = ca;
        this.certificate = certificate;
    }

    /** Lets another one sign, whose certificate is sent along. */
    public OcspAnswer by(Identity responder) {
        this.responder = responder;
        return this;
    }

    /** Makes it "revoked". */
    public OcspAnswer revoked(Instant when) {
        status = new RevokedStatus(Date.from(when), CRLReason.keyCompromise);
        return this;
    }

    /** Makes it "unknown". */
    public OcspAnswer unknown() {
        status = new UnknownStatus();
        return this;
    }

    /** Sets its dates. */
    public OcspAnswer valid(Instant thisUpdate, Instant nextUpdate) {
        this.thisUpdate = thisUpdate;
        this.nextUpdate = nextUpdate;
        return this;
    }

    /** Sets the algorithm of the signature instead of the usual one. */
    public OcspAnswer signature(String algorithm) {
        signature = algorithm;
        return this;
    }

    /** The response as a server staples it. */
    public byte[] sign() {
        try {
            List<X509Certificate> signer = responder == null ? List.of(ca.certificate()) : responder.chain();
            PrivateKey key = responder == null
                    ? ca.keyPair().getPrivate()
                    : responder.keyPair().getPrivate();
            X509CertificateHolder holder = new JcaX509CertificateHolder(signer.get(0));
            CertificateID id = new CertificateID(
                    new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1),
                    new JcaX509CertificateHolder(ca.certificate()),
                    certificate.getSerialNumber());
            BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(new RespID(holder.getSubject()));
            builder.addResponse(id, status, Date.from(thisUpdate), Date.from(nextUpdate));
            String algorithm = signature != null ? signature : KeyKind.signatureFor(key);
            return new OCSPRespBuilder()
                    .build(
                            OCSPRespBuilder.SUCCESSFUL,
                            builder.build(
                                    new JcaContentSignerBuilder(algorithm).build(key),
                                    new X509CertificateHolder[] {holder},
                                    new Date()))
                    .getEncoded();
        } catch (IOException | OCSPException | OperatorCreationException | CertificateEncodingException e) {
            throw new IllegalStateException("could not make an OCSP answer", e);
        }
    }

    /** The responder's excuse. */
    public static byte[] tryLater() {
        try {
            return new OCSPRespBuilder().build(OCSPRespBuilder.TRY_LATER, null).getEncoded();
        } catch (IOException | OCSPException e) {
            throw new IllegalStateException("could not make an OCSP error", e);
        }
    }
}
