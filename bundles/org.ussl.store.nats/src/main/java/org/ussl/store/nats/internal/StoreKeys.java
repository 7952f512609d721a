// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.KeyAgreement;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.ussl.credential.Change;
import org.ussl.credential.Change.Action;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.GatewayProfile;
import org.ussl.credential.KeyKind;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialUpdate.Identity;
import org.ussl.credential.spi.CredentialUpdate.KeySource;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.SigningKey;
import org.ussl.store.nats.internal.sealing.Party;
import org.ussl.store.nats.internal.sealing.PartyKeys;

/**
 * A gateway's two keys, kept where all of its keys are: as the identities of two profiles of the store, which makes
 * them, seals them, changes its master key and moves with them as with any other. Each has a certificate that says what
 * it is and never ends; nobody verifies it.
 */
public final class StoreKeys implements PartyKeys {

    private static final String SEALING = GatewayProfile.FLEET_SEALING;
    private static final String SIGNING = GatewayProfile.FLEET_SIGNING;

    private static final AlgorithmIdentifier ECDSA = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    private static final Change MADE =
            new Change(Action.DELIVERY, Set.of(CredentialPart.CERT, CredentialPart.KEY), 0, Origin.GATEWAY);

    private final CredentialStore store;
    private final ECPublicKey sealing;
    private final ECPublicKey signing;
    private final Party party;

    private StoreKeys(CredentialStore store, String gateway, ECPublicKey sealing, ECPublicKey signing)
            throws GeneralSecurityException {
        this.store = store;
        this.sealing = sealing;
        this.signing = signing;
        this.party = new Party(gateway, sealing, signing);
    }

    /**
     * Takes the keys that the store has, has it make those that it has not, and tries both. Blocks for as long as the
     * store takes.
     *
     * @param store where they are kept
     * @param gateway the gateway's name
     * @return the keys
     * @throws CredentialStoreException if the store could not make or write one
     * @throws GeneralSecurityException if a key in these profiles is none of P-256, or does not do what it is for
     * @throws UnsupportedOperationException if the store makes no keys
     */
    public static StoreKeys open(CredentialStore store, String gateway)
            throws CredentialStoreException, GeneralSecurityException {
        // One after the other: a link that is on its way out may still be making what its successor looks for.
        synchronized (StoreKeys.class) {
            StoreKeys keys = take(store, gateway);
            keys.tryBoth();
            return keys;
        }
    }

    private static StoreKeys take(CredentialStore store, String gateway)
            throws CredentialStoreException, GeneralSecurityException {
        ECPublicKey signing = present(store, SIGNING).isPresent()
                ? onCurve(present(store, SIGNING).get().publicKey())
                : make(store, SIGNING, KeyUsage.digitalSignature);
        ECPublicKey sealing = present(store, SEALING).isPresent()
                ? onCurve(present(store, SEALING).get().publicKey())
                : make(store, SEALING, KeyUsage.keyAgreement);
        return new StoreKeys(store, gateway, sealing, signing);
    }

    /**
     * So that a store that cannot do it, or a pair that is none, shows at the start and not with the first delivery.
     */
    private void tryBoth() throws GeneralSecurityException {
        byte[] content = new byte[32];
        new SecureRandom().nextBytes(content);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initVerify(signing);
        signature.update(content);
        if (!signature.verify(sign(content))) {
            throw new InvalidKeyException("the store's key in " + SIGNING + " does not fit its certificate");
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair other = generator.generateKeyPair();
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(other.getPrivate());
        agreement.doPhase(sealing, true);
        try {
            if (!MessageDigest.isEqual(agreement.generateSecret(), agree((ECPublicKey) other.getPublic()))) {
                throw new InvalidKeyException("the store's key in " + SEALING + " does not fit its certificate");
            }
        } catch (UnsupportedOperationException e) {
            throw new InvalidKeyException(
                    "the store cannot open what is sealed for this gateway: " + e.getMessage(), e);
        }
    }

    @Override
    public Party party() {
        return party;
    }

    @Override
    public byte[] agree(ECPublicKey other) throws GeneralSecurityException {
        return key(SEALING, sealing).agree(other);
    }

    @Override
    public byte[] sign(byte[] content) throws GeneralSecurityException {
        return key(SIGNING, signing).sign("SHA256withECDSA", null, content);
    }

    private SigningKey key(String profile, ECPublicKey expected) throws GeneralSecurityException {
        SigningKey key = present(store, profile)
                .orElseThrow(() -> new InvalidKeyException("the store has no key in " + profile + " any more"));
        if (!Arrays.equals(key.publicKey().getEncoded(), expected.getEncoded())) {
            throw new InvalidKeyException(
                    "the store has another key in " + profile + " than at the start; restart org.ussl.store.nats");
        }
        return key;
    }

    private static Optional<SigningKey> present(CredentialStore store, String profile) {
        return store.current(profile).map(CredentialVersion::key);
    }

    private static ECPublicKey make(CredentialStore store, String profile, int usage)
            throws CredentialStoreException, GeneralSecurityException {
        SigningKey made = store.generate(profile, KeyKind.EC_P256, Origin.GATEWAY);
        // The key for sealing must not sign, not even for itself.
        SigningKey issuer = usage == KeyUsage.digitalSignature
                ? made
                : present(store, SIGNING).orElseThrow(() -> new InvalidKeyException("the signing key is gone"));
        X509Certificate certificate = certificate(profile, usage, made.publicKey(), issuer);
        store.commit(
                profile,
                CredentialUpdate.ofIdentity(Identity.withKeptKey(List.of(certificate), KeySource.PENDING))
                        .by(MADE));
        return onCurve(made.publicKey());
    }

    private static X509Certificate certificate(String profile, int usage, PublicKey key, SigningKey issuer)
            throws GeneralSecurityException {
        try {
            V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
            generator.setSerialNumber(new ASN1Integer(new BigInteger(64, new SecureRandom()).add(BigInteger.ONE)));
            generator.setSignature(ECDSA);
            generator.setIssuer(new X500Name("CN=" + SIGNING));
            generator.setSubject(new X500Name("CN=" + profile));
            generator.setStartDate(new Time(new ASN1GeneralizedTime("19700101000000Z")));
            generator.setEndDate(new Time(new ASN1GeneralizedTime("99991231235959Z")));
            generator.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(key.getEncoded()));
            generator.setExtensions(new Extensions(
                    new Extension(Extension.keyUsage, true, new KeyUsage(usage).getEncoded(ASN1Encoding.DER))));
            TBSCertificate content = generator.generateTBSCertificate();
            byte[] signature = issuer.sign("SHA256withECDSA", null, content.getEncoded(ASN1Encoding.DER));
            byte[] der = new DERSequence(
                            new org.bouncycastle.asn1.ASN1Encodable[] {content, ECDSA, new DERBitString(signature)})
                    .getEncoded(ASN1Encoding.DER);
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (IOException e) {
            throw new InvalidKeyException("a certificate cannot be encoded", e);
        }
    }

    private static ECPublicKey onCurve(PublicKey key) throws GeneralSecurityException {
        if (KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(key.getEncoded()))
                instanceof ECPublicKey onCurve) {
            return onCurve;
        }
        throw new InvalidKeyException("not a key on P-256");
    }

    /** Names the party; nothing of its keys. */
    @Override
    public String toString() {
        return "StoreKeys[" + party + "]";
    }
}
