// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.Arrays;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;
import org.ussl.credential.spi.KeyMaterial;

/**
 * Checks an unencrypted key and brings it into the one form that every store can keep and the JDK can read: PKCS#8
 * version 1, no attributes, named curve. The public half is computed, not believed.
 */
final class PlainKey {

    /** RFC 8410. */
    private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");

    private static final String PSS = "RSASSA-PSS";

    private static final byte[] PROBE = {'u', 's', 's', 'l'};

    private final CredentialPart part;
    private final boolean allowWeak;

    private PlainKey(CredentialPart part, boolean allowWeak) {
        this.part = part;
        this.allowWeak = allowWeak;
    }

    /** Makes the material of a key that came in this part; the caller closes it. */
    static KeyMaterial material(CredentialPart part, PrivateKeyInfo info, boolean allowWeak)
            throws CredentialRejectedException, IOException {
        return new PlainKey(part, allowWeak).material(info);
    }

    private KeyMaterial material(PrivateKeyInfo info) throws CredentialRejectedException, IOException {
        ASN1ObjectIdentifier algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
        if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return rsa(
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                    "SHA256withRSA",
                    RSAPrivateKey.getInstance(content(info)));
        }
        if (algorithm.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
            // Its parameters, if it has any, bind the key to a hash (RFC 4055, section 1.2), so that they stay with it.
            return rsa(info.getPrivateKeyAlgorithm(), PSS, RSAPrivateKey.getInstance(content(info)));
        }
        if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return ec(info.getPrivateKeyAlgorithm().getParameters(), ECPrivateKey.getInstance(content(info)));
        }
        if (algorithm.equals(ED25519)) {
            return ed25519(info);
        }
        throw Refusal.of(
                part,
                Reason.UNSUPPORTED,
                "its algorithm is not supported (" + algorithm.getId()
                        + "); RSA, EC P-256, P-384, P-521 and Ed25519 are");
    }

    private ASN1Encodable content(PrivateKeyInfo info) throws CredentialRejectedException, IOException {
        Optional<String> fault = DerShape.fault(info.getPrivateKey().getOctets());
        if (fault.isPresent()) {
            throw damaged(fault.get());
        }
        return info.parsePrivateKey();
    }

    private KeyMaterial rsa(AlgorithmIdentifier algorithm, String signature, RSAPrivateKey key)
            throws CredentialRejectedException, IOException {
        BigInteger n = key.getModulus();
        int bits = n.bitLength();
        if (n.signum() <= 0 || bits < PublicKeys.MIN_RSA_BITS || bits > PublicKeys.MAX_RSA_BITS) {
            throw Refusal.of(
                    part,
                    Reason.UNSUPPORTED,
                    "is RSA with " + bits + " bits; " + PublicKeys.MIN_RSA_BITS + " to " + PublicKeys.MAX_RSA_BITS
                            + " are supported");
        }
        if (bits < PublicKeys.STRONG_RSA_BITS && !allowWeak) {
            throw Refusal.of(
                    part, Reason.WEAK, "is RSA with " + bits + " bits; make one of " + PublicKeys.STRONG_RSA_BITS);
        }
        if (!isConsistent(key)) {
            throw damaged("its numbers do not belong together");
        }
        return proven(
                signature.equals(PSS) ? PSS : "RSA",
                signature,
                new PrivateKeyInfo(algorithm, key),
                new SubjectPublicKeyInfo(algorithm, new RSAPublicKey(n, key.getPublicExponent())));
    }

    /**
     * The relations of RFC 8017, section 3.2. A library may use d or the CRT values, so that all of them must be right:
     * one wrong value gives wrong signatures, and with some libraries a signature that betrays the key.
     */
    private static boolean isConsistent(RSAPrivateKey key) {
        BigInteger one = BigInteger.ONE;
        BigInteger p = key.getPrime1();
        BigInteger q = key.getPrime2();
        BigInteger e = key.getPublicExponent();
        BigInteger d = key.getPrivateExponent();
        if (p.compareTo(one) <= 0 || q.compareTo(one) <= 0 || e.signum() <= 0 || e.compareTo(key.getModulus()) >= 0) {
            return false;
        }
        BigInteger p1 = p.subtract(one);
        BigInteger q1 = q.subtract(one);
        return key.getVersion().signum() == 0
                && d.signum() > 0
                && p.multiply(q).equals(key.getModulus())
                && d.compareTo(key.getModulus()) < 0
                && e.multiply(d).mod(p1).equals(one)
                && e.multiply(d).mod(q1).equals(one)
                && d.mod(p1).equals(key.getExponent1())
                && d.mod(q1).equals(key.getExponent2())
                && key.getCoefficient().signum() > 0
                && key.getCoefficient().compareTo(p) < 0
                && key.getCoefficient().multiply(q).mod(p).equals(one);
    }

    private KeyMaterial ec(ASN1Encodable parameters, ECPrivateKey key) throws CredentialRejectedException, IOException {
        // A curve that is spelt out instead of named is refused: its numbers would be the sender's choice.
        if (!(parameters instanceof ASN1ObjectIdentifier curve) || !PublicKeys.CURVE_BITS.containsKey(curve)) {
            throw Refusal.of(
                    part,
                    Reason.UNSUPPORTED,
                    "its curve is not supported ("
                            + (parameters instanceof ASN1ObjectIdentifier id ? id.getId() : "explicit parameters")
                            + "); P-256, P-384 and P-521 by name are");
        }
        X9ECParameters numbers = CustomNamedCurves.getByOID(curve);
        BigInteger d = key.getKey();
        if (d.signum() <= 0 || d.compareTo(numbers.getN()) >= 0) {
            throw damaged("its number is outside of its curve's range");
        }
        byte[] point = new FixedPointCombMultiplier()
                .multiply(numbers.getG(), d)
                .normalize()
                .getEncoded(false);
        requireSamePoint(numbers, key.getPublicKey(), point);
        AlgorithmIdentifier algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve);
        return proven(
                "EC",
                "SHA256withECDSA",
                new PrivateKeyInfo(algorithm, new ECPrivateKey(PublicKeys.CURVE_BITS.get(curve), d)),
                new SubjectPublicKeyInfo(algorithm, point));
    }

    private KeyMaterial ed25519(PrivateKeyInfo info) throws CredentialRejectedException, IOException {
        byte[] seed = ASN1OctetString.getInstance(info.parsePrivateKey()).getOctets();
        if (seed.length != Ed25519PrivateKeyParameters.KEY_SIZE) {
            throw damaged("its length is not that of an Ed25519 key");
        }
        byte[] publicKey =
                new Ed25519PrivateKeyParameters(seed, 0).generatePublicKey().getEncoded();
        ASN1BitString claimed = info.getPublicKeyData();
        if (claimed != null && !Arrays.areEqual(claimed.getOctets(), publicKey)) {
            throw damaged("its public half is another key's");
        }
        AlgorithmIdentifier algorithm = new AlgorithmIdentifier(ED25519);
        return proven(
                "Ed25519",
                "Ed25519",
                new PrivateKeyInfo(algorithm, new DEROctetString(seed)),
                new SubjectPublicKeyInfo(algorithm, publicKey));
    }

    private void requireSamePoint(X9ECParameters curve, ASN1BitString claimed, byte[] point)
            throws CredentialRejectedException {
        if (claimed != null
                && !Arrays.areEqual(
                        curve.getCurve().decodePoint(claimed.getOctets()).getEncoded(false), point)) {
            throw damaged("its public half is another key's");
        }
    }

    /** Lets the JDK read the key and sign with it, because that is what will be done with it later. */
    private KeyMaterial proven(String algorithm, String signature, PrivateKeyInfo info, SubjectPublicKeyInfo publicInfo)
            throws CredentialRejectedException, IOException {
        byte[] pkcs8 = info.getEncoded(ASN1Encoding.DER);
        boolean proven = false;
        try {
            KeyFactory factory = KeyFactory.getInstance(algorithm);
            PublicKey publicKey =
                    factory.generatePublic(new X509EncodedKeySpec(publicInfo.getEncoded(ASN1Encoding.DER)));
            PrivateKey privateKey = factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            Signature signer = Signature.getInstance(signature);
            signer.initSign(privateKey);
            if (publicKey instanceof RSAKey rsa && signature.equals(PSS)) {
                signer.setParameter(
                        rsa.getParams() == null
                                ? new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1)
                                : rsa.getParams());
            }
            signer.update(PROBE);
            byte[] signed = signer.sign();
            signer.initVerify(publicKey);
            signer.update(PROBE);
            proven = signer.verify(signed);
            if (!proven) {
                throw damaged("what it signs does not verify");
            }
            return new KeyMaterial(publicKey, pkcs8);
        } catch (GeneralSecurityException e) {
            throw damaged("it cannot be used");
        } finally {
            if (!proven) {
                Arrays.fill(pkcs8, (byte) 0);
            }
        }
    }

    private CredentialRejectedException damaged(String how) {
        return Refusal.damaged(part, how);
    }
}
