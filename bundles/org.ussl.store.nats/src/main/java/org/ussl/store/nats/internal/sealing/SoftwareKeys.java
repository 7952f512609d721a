// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.sealing;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import javax.crypto.KeyAgreement;

/** Keys in the memory of this machine. */
public final class SoftwareKeys implements PartyKeys {

    private final Party party;
    private final PrivateKey sealing;
    private final PrivateKey signing;

    private SoftwareKeys(Party party, PrivateKey sealing, PrivateKey signing) {
        this.party = party;
        this.sealing = sealing;
        this.signing = signing;
    }

    /**
     * Makes a party with new keys.
     *
     * @param name its name
     * @return its keys
     * @throws GeneralSecurityException if the JDK cannot make keys on P-256
     * @throws IllegalArgumentException if nobody can have this name
     */
    public static SoftwareKeys generate(String name) throws GeneralSecurityException {
        return of(name, newPair(), newPair());
    }

    /**
     * Reads what {@link #save} wrote.
     *
     * @param content the file
     * @param passphrase its passphrase; the caller clears it
     * @return the keys
     * @throws GeneralSecurityException if it is no such file, or the passphrase is another one
     */
    public static SoftwareKeys load(byte[] content, char[] passphrase) throws GeneralSecurityException {
        return KeyFile.read(content, passphrase);
    }

    /**
     * The keys as a file: the card, and two PKCS#8 blocks in PEM, encrypted.
     *
     * @param passphrase at least 8 characters; the caller clears it
     * @return the file, which nobody but its owner may read
     * @throws GeneralSecurityException if the JDK cannot encrypt it
     * @throws IllegalArgumentException if the passphrase is too short
     */
    public byte[] save(char[] passphrase) throws GeneralSecurityException {
        return KeyFile.write(party, sealing, signing, passphrase);
    }

    /** Takes keys that there are. */
    static SoftwareKeys of(String name, KeyPair sealing, KeyPair signing) throws GeneralSecurityException {
        Party party = new Party(name, (ECPublicKey) sealing.getPublic(), (ECPublicKey) signing.getPublic());
        return new SoftwareKeys(party, sealing.getPrivate(), signing.getPrivate());
    }

    @Override
    public Party party() {
        return party;
    }

    @Override
    public byte[] agree(ECPublicKey other) throws GeneralSecurityException {
        return agree(sealing, other);
    }

    @Override
    public byte[] sign(byte[] content) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(signing);
        signature.update(content);
        return signature.sign();
    }

    static KeyPair newPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    static byte[] agree(PrivateKey own, ECPublicKey other) throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(own);
        agreement.doPhase(other, true);
        return agreement.generateSecret();
    }

    /** Names the party; nothing of its keys. */
    @Override
    public String toString() {
        return "SoftwareKeys[" + party + "]";
    }
}
