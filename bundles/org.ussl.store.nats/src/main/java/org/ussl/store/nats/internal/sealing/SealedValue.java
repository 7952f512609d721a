// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.sealing;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.ussl.store.nats.internal.sealing.RefusedValueException.Reason;

/**
 * A delivery as the engine has it: its number in clear, so that another operator can tell which number comes next, and
 * the signed delivery in an envelope. The number in clear is a hint for those who cannot open the value; who can goes
 * by the one that is signed, and refuses a value where they differ.
 */
public final class SealedValue {

    /** The largest value, in bytes: less than the 1 MiB that a NATS server takes by default. */
    public static final int MAX_BYTES = 768 * 1024;

    private static final int MIN_BYTES = 64;

    private final long number;
    private final byte[] envelope;

    private SealedValue(long number, byte[] envelope) {
        this.number = number;
        this.envelope = envelope;
    }

    /**
     * Signs and seals.
     *
     * @param delivery what is sent; the caller closes it
     * @param sender the keys of its sender
     * @return what goes to the engine
     * @throws GeneralSecurityException if a key cannot be reached
     * @throws IllegalArgumentException if it is not the sender's, or is too large
     */
    public static byte[] seal(Delivery delivery, PartyKeys sender) throws GeneralSecurityException {
        if (!delivery.sender().equals(sender.party())) {
            throw new IllegalArgumentException("sender: " + sender.party() + " cannot sign for " + delivery.sender());
        }
        byte[] content = delivery.encode();
        byte[] signed = Signed.sign(content, sender);
        try {
            byte[] value =
                    new SealedValue(delivery.number(), Envelope.seal(signed, List.of(delivery.gateway()))).encode();
            if (value.length > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "files: sealed they are " + value.length + " bytes, and a value holds " + MAX_BYTES);
            }
            return value;
        } finally {
            Arrays.fill(content, (byte) 0);
            Arrays.fill(signed, (byte) 0);
        }
    }

    /**
     * Reads the outside.
     *
     * @param value what the engine has
     * @return the value
     * @throws RefusedValueException if it is none
     */
    public static SealedValue parse(byte[] value) throws RefusedValueException {
        if (value.length > MAX_BYTES) {
            throw new RefusedValueException(
                    Reason.TOO_LARGE, "is " + value.length + " bytes long, and " + MAX_BYTES + " is the most");
        }
        if (value.length < MIN_BYTES) {
            throw RefusedValueException.damaged(null);
        }
        try {
            ASN1Sequence all = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(value));
            SealedValue parsed = new SealedValue(
                    ASN1Integer.getInstance(all.getObjectAt(0)).longValueExact(),
                    ASN1OctetString.getInstance(all.getObjectAt(1)).getOctets());
            if (Arrays.equals(parsed.encode(), value)) {
                return parsed;
            }
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw RefusedValueException.damaged(e);
        }
        throw RefusedValueException.damaged(null);
    }

    /**
     * The number in clear, which nobody has vouched for.
     *
     * @return the number
     */
    public long number() {
        return number;
    }

    /**
     * Opens it.
     *
     * @param own the keys of the gateway
     * @param trusted who may have sent it
     * @return the delivery, for the caller to close
     * @throws RefusedValueException if it is not for this gateway, from nobody who is trusted, or was changed
     * @throws GeneralSecurityException if the gateway's own key cannot be reached; the same value may be opened later
     */
    Delivery open(PartyKeys own, Collection<Party> trusted) throws RefusedValueException, GeneralSecurityException {
        byte[] signed = Envelope.open(envelope, own);
        try {
            Signed verified = Signed.verify(signed, trusted);
            byte[] content = verified.content();
            try {
                Delivery delivery = Delivery.decode(content, own.party(), verified.signer());
                if (delivery.number() != number) {
                    delivery.close();
                    throw RefusedValueException.damaged(null);
                }
                return delivery;
            } finally {
                Arrays.fill(content, (byte) 0);
            }
        } finally {
            Arrays.fill(signed, (byte) 0);
        }
    }

    private byte[] encode() {
        try {
            return new DERSequence(new ASN1Encodable[] {new ASN1Integer(number), new DEROctetString(envelope)})
                    .getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("a structure in memory can be encoded", e);
        }
    }
}
