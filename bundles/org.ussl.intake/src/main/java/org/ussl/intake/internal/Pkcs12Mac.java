// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.util.DigestFactory;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialRejectedException;

/** The integrity of a PKCS#12 container (RFC 7292, section 4 and appendix B.4). */
final class Pkcs12Mac {

    private Pkcs12Mac() {}

    /** Whether the passphrase makes the container's MAC. */
    static boolean fits(MacData mac, byte[] content, Passphrase passphrase, KeyDecryption decryption)
            throws CredentialRejectedException {
        ASN1ObjectIdentifier algorithm = mac.getMac().getAlgorithmId().getAlgorithm();
        Digest digest = digest(algorithm);
        if (digest == null) {
            throw decryption.unsupported(algorithm.getId());
        }
        int iterations = decryption.bounded(mac.getIterationCount());
        byte[] secret = passphrase.pkcs12();
        try {
            if (matches(mac, digest, secret, iterations, content)) {
                return true;
            }
            // Software differs in what the empty passphrase is: two zero bytes, or nothing at all.
            return passphrase.isEmpty() && matches(mac, digest, new byte[0], iterations, content);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static boolean matches(MacData mac, Digest digest, byte[] secret, int iterations, byte[] content) {
        PKCS12ParametersGenerator generator = new PKCS12ParametersGenerator(digest);
        generator.init(secret, mac.getSalt(), iterations);
        HMac hmac = new HMac(digest);
        hmac.init(generator.generateDerivedMacParameters(digest.getDigestSize() * 8));
        hmac.update(content, 0, content.length);
        byte[] made = new byte[hmac.getMacSize()];
        hmac.doFinal(made, 0);
        return MessageDigest.isEqual(made, mac.getMac().getDigest());
    }

    private static @Nullable Digest digest(ASN1ObjectIdentifier id) {
        if (id.equals(X509ObjectIdentifiers.id_SHA1)) {
            return DigestFactory.createSHA1();
        }
        if (id.equals(NISTObjectIdentifiers.id_sha224)) {
            return DigestFactory.createSHA224();
        }
        if (id.equals(NISTObjectIdentifiers.id_sha256)) {
            return DigestFactory.createSHA256();
        }
        if (id.equals(NISTObjectIdentifiers.id_sha384)) {
            return DigestFactory.createSHA384();
        }
        return id.equals(NISTObjectIdentifiers.id_sha512) ? DigestFactory.createSHA512() : null;
    }
}
