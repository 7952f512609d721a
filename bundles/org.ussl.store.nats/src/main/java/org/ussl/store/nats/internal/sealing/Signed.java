// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.sealing;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.Collection;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.ussl.store.nats.internal.sealing.RefusedValueException.Reason;

/**
 * Content with its one signature: CMS SignedData (RFC 5652) with ECDSA on P-256 and SHA-256, the signer named by his
 * key. No signed attributes, so the signature is over the content itself, which begins with the words that say what it
 * is.
 *
 * @param content what was signed, and by whom it is known to be
 * @param signer who signed it
 */
public record Signed(byte[] content, Party signer) {

    private static final AlgorithmIdentifier DIGEST = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
    private static final AlgorithmIdentifier SIGNATURE = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

    /** Signs a content; the caller clears it and what is returned. */
    public static byte[] sign(byte[] content, PartyKeys signer) throws GeneralSecurityException {
        return encode(content, signer.party().signingId(), signer.sign(content));
    }

    /**
     * Reads one and verifies it.
     *
     * @param trusted who may have signed it
     * @return what was signed, for the caller to clear, and the one of them who has
     */
    public static Signed verify(byte[] encoded, Collection<Party> trusted)
            throws RefusedValueException, GeneralSecurityException {
        byte[] content;
        byte[] signerId;
        byte[] signature;
        try {
            ContentInfo info = ContentInfo.getInstance(ASN1Primitive.fromByteArray(encoded));
            SignedData data = SignedData.getInstance(info.getContent());
            SignerInfo signer = SignerInfo.getInstance(data.getSignerInfos().getObjectAt(0));
            content = ASN1OctetString.getInstance(data.getEncapContentInfo().getContent())
                    .getOctets();
            signerId = ASN1OctetString.getInstance(signer.getSID().getId()).getOctets();
            signature = signer.getEncryptedDigest().getOctets();
            // As in Envelope: just what is written here, and no variant.
            if (!Arrays.equals(encode(content, signerId, signature), encoded)) {
                throw RefusedValueException.damaged(null);
            }
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw RefusedValueException.damaged(e);
        }
        for (Party party : trusted) {
            if (Arrays.equals(party.signingId(), signerId) && isBy(party, content, signature)) {
                return new Signed(content, party);
            }
        }
        Arrays.fill(content, (byte) 0);
        throw new RefusedValueException(Reason.UNKNOWN_SENDER, "is not signed by anyone who is trusted here");
    }

    private static boolean isBy(Party party, byte[] content, byte[] bytes) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initVerify(party.signingKey());
        signature.update(content);
        try {
            return signature.verify(bytes);
        } catch (SignatureException e) {
            // Not even a signature.
            return false;
        }
    }

    private static byte[] encode(byte[] content, byte[] signerId, byte[] signature) {
        SignerInfo signer = new SignerInfo(
                new SignerIdentifier(new DEROctetString(signerId)),
                DIGEST,
                (ASN1Set) null,
                SIGNATURE,
                new DEROctetString(signature),
                (ASN1Set) null);
        SignedData data = new SignedData(
                new DERSet(DIGEST),
                new ContentInfo(CMSObjectIdentifiers.data, new DEROctetString(content)),
                null,
                null,
                new DERSet(signer));
        try {
            return new ContentInfo(CMSObjectIdentifiers.signedData, data).getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("a structure in memory can be encoded", e);
        }
    }

    /** Names the signer; nothing of the content. */
    @Override
    public String toString() {
        return "Signed[" + signer + "]";
    }
}
