// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.AuthEnvelopedData;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.EncryptedContentInfo;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.cms.KEKIdentifier;
import org.bouncycastle.asn1.cms.KEKRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * Content sealed under a {@link MasterKey}: CMS AuthEnvelopedData (RFC 5083) with AES-256-GCM (RFC 5084) and one
 * recipient that holds a key encryption key, wrapped as in RFC 3394.
 *
 * <p>Bouncy Castle brings the structures and the JDK the ciphers. Bouncy Castle's own generators were turned down: they
 * ask JCA for key generators by object identifier, which the JDK's providers do not have, and a provider of Bouncy
 * Castle's costs more start-up time than the rest of this bundle. Every content is sealed with a new random key, so a
 * nonce never meets the same key twice.
 */
final class SealedEnvelope {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] keyId;
    private final byte[] wrappedKey;
    private final byte[] nonce;
    private final byte[] cipherText;
    private final byte[] tag;

    private SealedEnvelope(KEKRecipientInfo recipient, byte[] nonce, byte[] cipherText, byte[] tag) {
        this.keyId = recipient.getKekid().getKeyIdentifier().getOctets();
        this.wrappedKey = recipient.getEncryptedKey().getOctets();
        this.nonce = nonce;
        this.cipherText = cipherText;
        this.tag = tag;
    }

    /** Seals a content; the caller clears it. */
    static byte[] seal(MasterKey master, byte[] content) throws GeneralSecurityException, IOException {
        KeyGenerator generator = KeyGenerator.getInstance("AES");
        generator.init(8 * MasterKey.BYTES, RANDOM);
        SecretKey contentKey = generator.generateKey();
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] sealed = gcm(Cipher.ENCRYPT_MODE, contentKey, nonce).doFinal(content);
        int length = sealed.length - TAG_BYTES;

        KEKRecipientInfo recipient = new KEKRecipientInfo(
                new KEKIdentifier(master.id(), null, null),
                new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_wrap),
                new DEROctetString(master.wrap(contentKey)));
        EncryptedContentInfo encrypted = new EncryptedContentInfo(
                CMSObjectIdentifiers.data,
                new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_GCM, new GCMParameters(nonce, TAG_BYTES)),
                new DEROctetString(Arrays.copyOf(sealed, length)));
        AuthEnvelopedData data = new AuthEnvelopedData(
                null,
                new DERSet(new RecipientInfo(recipient)),
                encrypted,
                null,
                new DEROctetString(Arrays.copyOfRange(sealed, length, sealed.length)),
                null);
        return new ContentInfo(CMSObjectIdentifiers.authEnvelopedData, data).getEncoded(ASN1Encoding.DER);
    }

    /**
     * Reads the outside of a sealed file. Takes just what {@link #seal} writes: other algorithms, recipients or
     * attributes are no variant to be tolerant of.
     *
     * @throws DamagedFileException if it is no such file
     */
    static SealedEnvelope parse(byte[] file) throws DamagedFileException {
        if (file.length == 0) {
            throw new DamagedFileException("is empty", null);
        }
        try {
            ContentInfo info = ContentInfo.getInstance(ASN1Primitive.fromByteArray(file));
            expect(info.getContentType().equals(CMSObjectIdentifiers.authEnvelopedData));
            AuthEnvelopedData data = AuthEnvelopedData.getInstance(info.getContent());
            EncryptedContentInfo encrypted = data.getAuthEncryptedContentInfo();
            expect(data.getOriginatorInfo() == null && data.getAuthAttrs() == null && data.getUnauthAttrs() == null);
            expect(data.getRecipientInfos().size() == 1);
            RecipientInfo any =
                    RecipientInfo.getInstance(data.getRecipientInfos().getObjectAt(0));
            expect(any.getInfo() instanceof KEKRecipientInfo);
            KEKRecipientInfo recipient = KEKRecipientInfo.getInstance(any.getInfo());
            expect(recipient.getKeyEncryptionAlgorithm().getAlgorithm().equals(NISTObjectIdentifiers.id_aes256_wrap));
            AlgorithmIdentifier cipher = encrypted.getContentEncryptionAlgorithm();
            expect(encrypted.getContentType().equals(CMSObjectIdentifiers.data));
            expect(cipher.getAlgorithm().equals(NISTObjectIdentifiers.id_aes256_GCM));
            GCMParameters parameters = GCMParameters.getInstance(cipher.getParameters());
            ASN1OctetString content = encrypted.getEncryptedContent();
            byte[] tag = data.getMac().getOctets();
            expect(content != null && parameters.getIcvLen() == TAG_BYTES && tag.length == TAG_BYTES);
            expect(parameters.getNonce().length == NONCE_BYTES);
            return new SealedEnvelope(recipient, parameters.getNonce(), content.getOctets(), tag);
        } catch (IOException | RuntimeException e) {
            // Bouncy Castle reports bad structure by several kinds of RuntimeException.
            throw new DamagedFileException("is cut off or is no sealed file", e);
        }
    }

    /** Whether it says that this key opens it. */
    boolean isFor(MasterKey master) {
        return MessageDigest.isEqual(keyId, master.id());
    }

    /**
     * Opens it.
     *
     * @return the content, for the caller to clear
     * @throws DamagedFileException if it is for another key, or a bit has changed since it was sealed
     */
    byte[] open(MasterKey master) throws DamagedFileException {
        if (!isFor(master)) {
            throw new DamagedFileException("is sealed with another master key", null);
        }
        try {
            Cipher cipher = gcm(Cipher.DECRYPT_MODE, master.unwrap(wrappedKey), nonce);
            byte[] content = new byte[cipher.getOutputSize(cipherText.length + TAG_BYTES)];
            int count = cipher.update(cipherText, 0, cipherText.length, content, 0);
            count += cipher.doFinal(tag, 0, TAG_BYTES, content, count);
            expect(count == content.length);
            return content;
        } catch (GeneralSecurityException e) {
            throw new DamagedFileException("was changed after it was sealed", e);
        }
    }

    private static Cipher gcm(int mode, SecretKey key, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
        return cipher;
    }

    private static void expect(boolean fact) throws DamagedFileException {
        if (!fact) {
            throw new DamagedFileException("is no sealed file", null);
        }
    }
}
