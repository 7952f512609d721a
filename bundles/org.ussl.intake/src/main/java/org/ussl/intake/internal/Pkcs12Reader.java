// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;

/**
 * Takes a PKCS#12 container (RFC 7292) apart, with the bounds that any other upload has: each nested element is looked
 * at before it is parsed, and all derivations of keys together may cost no more than those of one encrypted key.
 */
final class Pkcs12Reader implements AutoCloseable {

    private static final CredentialPart PART = CredentialPart.PKCS12;

    /** A chain, some CAs and a key make ten. */
    private static final int MAX_BAGS = 256;

    private static final int MAX_NESTING = 4;

    /** With this attribute Java and OpenSSL mark a certificate that its owner trusts. */
    private static final ASN1ObjectIdentifier TRUSTED = new ASN1ObjectIdentifier("2.16.840.1.113894.746875.1.1");

    private final KeyDecryption decryption;
    private final List<byte[]> keys = new ArrayList<>();
    private final List<byte[]> certificates = new ArrayList<>();
    private final List<byte[]> trusted = new ArrayList<>();
    private final List<byte[]> cleared = new ArrayList<>();
    private int bags;

    private Pkcs12Reader(KeyDecryption decryption) {
        this.decryption = decryption;
    }

    /** Reads; the caller closes what it gets, which clears the keys. */
    static Pkcs12Reader read(CredentialFile file, Optional<Passphrase> passphrase) throws CredentialRejectedException {
        Block block = file.blocks().get(0);
        if (file.blocks().size() > 1 || block.kind() != BlockKind.PKCS12) {
            throw Refusal.of(
                    PART,
                    Reason.MALFORMED,
                    file.holdsKey() || file.holdsCertificate()
                            ? "is no PKCS#12 container; PEM and DER belong into cert.pem, private.key and ca.pem"
                            : "is no PKCS#12 container");
        }
        try {
            return read(Pfx.getInstance(block.content()), passphrase);
        } catch (IOException e) {
            throw Refusal.damaged(PART, "its content makes no sense");
        }
    }

    private static Pkcs12Reader read(Pfx pfx, Optional<Passphrase> passphrase)
            throws CredentialRejectedException, IOException {
        ContentInfo safe = pfx.getAuthSafe();
        if (!safe.getContentType().equals(PKCSObjectIdentifiers.data)) {
            throw Refusal.of(PART, Reason.UNSUPPORTED, "is protected by a public key; export it with a passphrase");
        }
        byte[] content = ASN1OctetString.getInstance(safe.getContent()).getOctets();
        // Without one, a container that was made without a passphrase may still be sealed with the empty one.
        Passphrase secret = passphrase.orElseGet(() -> new Passphrase(new char[0]));
        KeyDecryption decryption = new KeyDecryption(PART, Optional.of(secret));
        if (pfx.getMacData() != null && !Pkcs12Mac.fits(pfx.getMacData(), content, secret, decryption)) {
            throw passphrase.isPresent()
                    ? decryption.wrong()
                    : Refusal.of(
                            PART,
                            Reason.PASSPHRASE,
                            "needs its passphrase; upload it as passphrase beside it and then this file again, or"
                                    + " configure one (org.ussl.intake: .keyPassphrase, .keyPassphrases,"
                                    + " keyPassphraseFile or keyPassphraseEnvironment)");
        }
        Pkcs12Reader reader = new Pkcs12Reader(decryption);
        boolean whole = false;
        try {
            for (ASN1Encodable each : sequence(content)) {
                reader.readSafe(ContentInfo.getInstance(each));
            }
            whole = true;
            return reader;
        } finally {
            if (!whole) {
                reader.close();
            }
        }
    }

    /** Each a PrivateKeyInfo. */
    List<byte[]> keys() {
        return keys;
    }

    /** Each a Certificate. */
    List<byte[]> certificates() {
        return certificates;
    }

    /** Those of the certificates that are marked as trusted. */
    List<byte[]> trusted() {
        return trusted;
    }

    @Override
    public void close() {
        keys.forEach(key -> Arrays.fill(key, (byte) 0));
        cleared.forEach(bytes -> Arrays.fill(bytes, (byte) 0));
    }

    private void readSafe(ContentInfo info) throws CredentialRejectedException, IOException {
        ASN1ObjectIdentifier type = info.getContentType();
        if (type.equals(PKCSObjectIdentifiers.data)) {
            readBags(ASN1OctetString.getInstance(info.getContent()).getOctets(), 0);
        } else if (type.equals(PKCSObjectIdentifiers.encryptedData)) {
            EncryptedData data = EncryptedData.getInstance(info.getContent());
            byte[] plain = decryption.decrypt(
                    data.getEncryptionAlgorithm(), data.getContent().getOctets());
            cleared.add(plain);
            readBags(plain, 0);
        } else {
            throw Refusal.of(PART, Reason.UNSUPPORTED, "is protected by a public key; export it with a passphrase");
        }
    }

    private void readBags(byte[] content, int nesting) throws CredentialRejectedException, IOException {
        for (ASN1Encodable each : sequence(content)) {
            if (++bags > MAX_BAGS || nesting > MAX_NESTING) {
                throw Refusal.of(PART, Reason.TOO_LARGE, "holds more than " + MAX_BAGS + " entries");
            }
            SafeBag bag = SafeBag.getInstance(each);
            ASN1ObjectIdentifier type = bag.getBagId();
            byte[] value = bag.getBagValue().toASN1Primitive().getEncoded();
            if (type.equals(PKCSObjectIdentifiers.keyBag)) {
                keys.add(value);
            } else if (type.equals(PKCSObjectIdentifiers.pkcs8ShroudedKeyBag)) {
                keys.add(decryption.pkcs8(value));
            } else if (type.equals(PKCSObjectIdentifiers.safeContentsBag)) {
                readBags(value, nesting + 1);
            } else if (type.equals(PKCSObjectIdentifiers.certBag)) {
                readCertificate(CertBag.getInstance(value), bag.getBagAttributes());
            }
            // Revocation lists and secrets of other software are no credential of ours.
        }
    }

    private void readCertificate(CertBag bag, @Nullable ASN1Set attributes) {
        if (!bag.getCertId().equals(PKCSObjectIdentifiers.x509Certificate)) {
            return;
        }
        byte[] certificate = ASN1OctetString.getInstance(bag.getCertValue()).getOctets();
        certificates.add(certificate);
        if (attributes != null) {
            for (ASN1Encodable attribute : attributes) {
                if (ASN1Sequence.getInstance(attribute).getObjectAt(0).equals(TRUSTED)) {
                    trusted.add(certificate);
                }
            }
        }
    }

    private static ASN1Sequence sequence(byte[] der) throws CredentialRejectedException {
        Optional<String> fault = DerShape.fault(der);
        if (fault.isPresent()) {
            throw Refusal.damaged(PART, fault.get());
        }
        return ASN1Sequence.getInstance(der);
    }
}
