// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.sealing;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.AuthEnvelopedData;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.EncryptedContentInfo;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.cms.KeyAgreeRecipientIdentifier;
import org.bouncycastle.asn1.cms.KeyAgreeRecipientInfo;
import org.bouncycastle.asn1.cms.OriginatorIdentifierOrKey;
import org.bouncycastle.asn1.cms.OriginatorPublicKey;
import org.bouncycastle.asn1.cms.RecipientEncryptedKey;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.cms.RecipientKeyIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.ussl.store.nats.internal.sealing.RefusedValueException.Reason;

/**
 * Content sealed for its recipients: CMS AuthEnvelopedData (RFC 5083) with AES-256-GCM (RFC 5084), its key agreed on
 * with each recipient by ephemeral-static ECDH (RFC 5753). Bouncy Castle brings the structures and the JDK the ciphers.
 *
 * <p>Every content has a new random key and a new ephemeral key, so a nonce never meets the same key twice.
 */
final class Envelope {

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] ephemeralPoint;
    private final List<SealedKey> keys;
    private final byte[] nonce;
    private final byte[] cipherText;
    private final byte[] tag;

    private Envelope(byte[] ephemeralPoint, List<SealedKey> keys, byte[] nonce, byte[] cipherText, byte[] tag) {
        this.ephemeralPoint = ephemeralPoint;
        this.keys = keys;
        this.nonce = nonce;
        this.cipherText = cipherText;
        this.tag = tag;
    }

    /** The content's key, as one recipient can unwrap it. */
    private record SealedKey(byte[] recipient, byte[] wrapped) {}

    /** Seals a content; the caller clears it. */
    static byte[] seal(byte[] content, Collection<Party> recipients) throws GeneralSecurityException {
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("recipients: nobody could open it");
        }
        KeyGenerator generator = KeyGenerator.getInstance("AES");
        generator.init(8 * KEY_BYTES, RANDOM);
        SecretKey contentKey = generator.generateKey();
        KeyPair ephemeral = SoftwareKeys.newPair();
        List<SealedKey> keys = new ArrayList<>();
        for (Party recipient : recipients) {
            byte[] secret = SoftwareKeys.agree(ephemeral.getPrivate(), recipient.sealingKey());
            keys.add(new SealedKey(recipient.sealingId(), KeyWrap.wrap(secret, contentKey)));
        }
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] sealed = gcm(Cipher.ENCRYPT_MODE, contentKey, nonce).doFinal(content);
        int length = sealed.length - TAG_BYTES;
        return new Envelope(
                        CurvePoint.encode((ECPublicKey) ephemeral.getPublic()),
                        keys,
                        nonce,
                        Arrays.copyOf(sealed, length),
                        Arrays.copyOfRange(sealed, length, sealed.length))
                .encode();
    }

    /**
     * Opens one.
     *
     * @return the content, for the caller to clear
     */
    static byte[] open(byte[] encoded, PartyKeys own) throws RefusedValueException, GeneralSecurityException {
        Envelope envelope = decode(encoded);
        byte[] id = own.party().sealingId();
        for (SealedKey key : envelope.keys) {
            if (Arrays.equals(key.recipient, id)) {
                return envelope.decrypt(key.wrapped, own);
            }
        }
        throw new RefusedValueException(Reason.NOT_FOR_US, "is sealed for others, not for " + own.party());
    }

    private byte[] decrypt(byte[] wrapped, PartyKeys own) throws RefusedValueException, GeneralSecurityException {
        ECPublicKey ephemeral;
        try {
            ephemeral = CurvePoint.decode(ephemeralPoint);
        } catch (GeneralSecurityException e) {
            throw RefusedValueException.damaged(e);
        }
        // What fails here is our own key, which may be in a token that is away: no fault of the value.
        byte[] secret = own.agree(ephemeral);
        try {
            Cipher cipher = gcm(Cipher.DECRYPT_MODE, KeyWrap.unwrap(secret, wrapped), nonce);
            byte[] content = new byte[cipherText.length];
            int count = cipher.update(cipherText, 0, cipherText.length, content, 0);
            cipher.doFinal(tag, 0, TAG_BYTES, content, count);
            return content;
        } catch (GeneralSecurityException e) {
            throw RefusedValueException.damaged(e);
        }
    }

    private byte[] encode() {
        ASN1EncodableVector sealedKeys = new ASN1EncodableVector();
        for (SealedKey key : keys) {
            sealedKeys.add(new RecipientEncryptedKey(
                    new KeyAgreeRecipientIdentifier(new RecipientKeyIdentifier(key.recipient)),
                    new DEROctetString(key.wrapped)));
        }
        KeyAgreeRecipientInfo recipients = new KeyAgreeRecipientInfo(
                new OriginatorIdentifierOrKey(new OriginatorPublicKey(CurvePoint.ALGORITHM, ephemeralPoint)),
                null,
                KeyWrap.AGREEMENT,
                new DERSequence(sealedKeys));
        EncryptedContentInfo encrypted = new EncryptedContentInfo(
                CMSObjectIdentifiers.data,
                new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_GCM, new GCMParameters(nonce, TAG_BYTES)),
                new DEROctetString(cipherText));
        AuthEnvelopedData data = new AuthEnvelopedData(
                null, new DERSet(new RecipientInfo(recipients)), encrypted, null, new DEROctetString(tag), null);
        try {
            return new ContentInfo(CMSObjectIdentifiers.authEnvelopedData, data).getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("a structure in memory can be encoded", e);
        }
    }

    /**
     * Reads one. Takes just what {@link #seal} writes, byte by byte: what was read and is written again must be the
     * same. Other algorithms, attributes or encodings are no variants to be tolerant of.
     */
    private static Envelope decode(byte[] encoded) throws RefusedValueException {
        try {
            ContentInfo info = ContentInfo.getInstance(ASN1Primitive.fromByteArray(encoded));
            AuthEnvelopedData data = AuthEnvelopedData.getInstance(info.getContent());
            EncryptedContentInfo encrypted = data.getAuthEncryptedContentInfo();
            KeyAgreeRecipientInfo recipients = KeyAgreeRecipientInfo.getInstance(
                    RecipientInfo.getInstance(data.getRecipientInfos().getObjectAt(0))
                            .getInfo());
            List<SealedKey> keys = new ArrayList<>();
            for (ASN1Encodable each : recipients.getRecipientEncryptedKeys()) {
                RecipientEncryptedKey key = RecipientEncryptedKey.getInstance(each);
                keys.add(new SealedKey(
                        key.getIdentifier()
                                .getRKeyID()
                                .getSubjectKeyIdentifier()
                                .getOctets(),
                        key.getEncryptedKey().getOctets()));
            }
            Envelope envelope = new Envelope(
                    recipients
                            .getOriginator()
                            .getOriginatorKey()
                            .getPublicKeyData()
                            .getOctets(),
                    keys,
                    GCMParameters.getInstance(
                                    encrypted.getContentEncryptionAlgorithm().getParameters())
                            .getNonce(),
                    encrypted.getEncryptedContent().getOctets(),
                    data.getMac().getOctets());
            if (envelope.nonce.length == NONCE_BYTES
                    && envelope.tag.length == TAG_BYTES
                    && Arrays.equals(envelope.encode(), encoded)) {
                return envelope;
            }
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // Bouncy Castle reports bad structure by several kinds of RuntimeException.
            throw RefusedValueException.damaged(e);
        }
        throw RefusedValueException.damaged(null);
    }

    private static Cipher gcm(int mode, SecretKey key, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
        return cipher;
    }
}
