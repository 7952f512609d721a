// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.sealing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A gateway or an operator as others know it: a name, the key by which values are sealed for it, and the key by which
 * it signs. Two keys, because a key that both agrees and signs has proofs of security for neither.
 *
 * <p>It travels as one line, its {@linkplain #card card}, which is to be compared by its {@linkplain #fingerprint
 * fingerprint} where it came by a way that is not trusted.
 */
public final class Party {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
    private static final String MARK = "ussl-party-1";

    private final String name;
    private final byte[] sealingPoint;
    private final byte[] signingPoint;
    private final ECPublicKey sealingKey;
    private final ECPublicKey signingKey;

    /**
     * Makes one.
     *
     * @param name {@code [a-z0-9][a-z0-9_-]{0,63}}; no dots, because engines divide their names at them
     * @param sealingKey on P-256
     * @param signingKey on P-256, another one
     * @throws GeneralSecurityException if a key is none of P-256
     * @throws IllegalArgumentException if nobody can have this name, or both keys are the same
     */
    public Party(String name, ECPublicKey sealingKey, ECPublicKey signingKey) throws GeneralSecurityException {
        this(name, CurvePoint.encode(sealingKey), CurvePoint.encode(signingKey));
    }

    private Party(String name, byte[] sealingPoint, byte[] signingPoint) throws GeneralSecurityException {
        if (!isName(name)) {
            throw new IllegalArgumentException("name: must be a-z, 0-9, dash, underscore; 64 characters at most");
        }
        if (Arrays.equals(sealingPoint, signingPoint)) {
            throw new IllegalArgumentException(name + ": one key cannot be both, for sealing and for signing");
        }
        this.name = name;
        this.sealingPoint = sealingPoint;
        this.signingPoint = signingPoint;
        this.sealingKey = CurvePoint.decode(sealingPoint);
        this.signingKey = CurvePoint.decode(signingPoint);
    }

    /**
     * Whether a gateway or an operator can have this name.
     *
     * @param name the name
     * @return true if it is {@code [a-z0-9][a-z0-9_-]{0,63}}
     */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * Reads a card.
     *
     * @param card one line that {@link #card} has written
     * @return whose it is
     * @throws IllegalArgumentException if it is none
     */
    public static Party parse(String card) {
        String[] words = card.strip().split(" +");
        try {
            if (words.length == 4 && words[0].equals(MARK)) {
                Base64.Decoder decoder = Base64.getDecoder();
                return new Party(words[1], decoder.decode(words[2]), decoder.decode(words[3]));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a card: a key in it is none of P-256", e);
        }
        throw new IllegalArgumentException("not a card: it must be \"" + MARK + " NAME KEY KEY\"");
    }

    /**
     * All that others need to know, on one line. Public.
     *
     * @return the card
     */
    public String card() {
        Base64.Encoder encoder = Base64.getEncoder();
        return MARK + " " + name + " " + encoder.encodeToString(sealingPoint) + " "
                + encoder.encodeToString(signingPoint);
    }

    /**
     * What two people read to each other: SHA-256 of the card.
     *
     * @return hexadecimal, lower case
     */
    public String fingerprint() {
        return HexFormat.of().formatHex(id());
    }

    /**
     * The name.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /** What stands for the name and both keys in signed content. */
    byte[] id() {
        return sha256(card().getBytes(StandardCharsets.US_ASCII));
    }

    /** By which a sealed value names its recipient. */
    byte[] sealingId() {
        return sha256(sealingPoint);
    }

    /** By which a signature names its signer. */
    byte[] signingId() {
        return sha256(signingPoint);
    }

    ECPublicKey sealingKey() {
        return sealingKey;
    }

    ECPublicKey signingKey() {
        return signingKey;
    }

    static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Party party && party.card().equals(card());
    }

    @Override
    public int hashCode() {
        return card().hashCode();
    }

    /** The name and the beginning of the fingerprint. */
    @Override
    public String toString() {
        return name + " (" + fingerprint().substring(0, 16) + ")";
    }
}
