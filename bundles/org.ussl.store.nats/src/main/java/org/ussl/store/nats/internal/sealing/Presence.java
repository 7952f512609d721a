// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.sealing;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.ussl.store.nats.internal.sealing.RefusedValueException.Reason;

/**
 * That a gateway is there: signed by it, so that the engine cannot invent one, and not sealed, because the engine sees
 * the connection anyway. The engine can keep it back or show an old one, which looks like a gateway that is away.
 *
 * @param fleet the fleet
 * @param gateway who says it
 * @param at when, by the gateway's clock
 * @param software which version it runs
 * @param server the engine's server that it is connected to
 */
public record Presence(String fleet, Party gateway, Instant at, String software, String server) {

    private static final String MARK = "ussl fleet presence 1";
    private static final int MAX_BYTES = 4096;

    /**
     * Signs it.
     *
     * @param keys the gateway's keys
     * @return what goes to the engine
     * @throws GeneralSecurityException if the key cannot be reached
     */
    public byte[] sign(PartyKeys keys) throws GeneralSecurityException {
        return Signed.sign(encode(), keys);
    }

    /**
     * Reads one.
     *
     * @param value what the engine has
     * @param fleet the fleet that it was found in
     * @param gateway the gateway that it is said to be from
     * @return the presence
     * @throws RefusedValueException if it is not what it is said to be
     * @throws GeneralSecurityException if the JDK cannot verify signatures
     */
    public static Presence open(byte[] value, String fleet, Party gateway)
            throws RefusedValueException, GeneralSecurityException {
        if (value.length == 0 || value.length > MAX_BYTES) {
            throw RefusedValueException.damaged(null);
        }
        byte[] content = Signed.verify(value, List.of(gateway)).content();
        try {
            ASN1Sequence all = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(content));
            Presence presence = new Presence(
                    text(all, 1),
                    gateway,
                    Instant.ofEpochMilli(
                            ASN1Integer.getInstance(all.getObjectAt(3)).longValueExact()),
                    text(all, 4),
                    text(all, 5));
            if (!presence.fleet.equals(fleet)
                    || !Arrays.equals(
                            ASN1OctetString.getInstance(all.getObjectAt(2)).getOctets(), gateway.id())) {
                throw new RefusedValueException(Reason.MISPLACED, "is of another fleet or gateway");
            }
            if (Arrays.equals(presence.encode(), content)) {
                return presence;
            }
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw RefusedValueException.damaged(e);
        }
        throw RefusedValueException.damaged(null);
    }

    private byte[] encode() {
        try {
            return new DERSequence(new ASN1Encodable[] {
                        new DERUTF8String(MARK),
                        new DERUTF8String(fleet),
                        new DEROctetString(gateway.id()),
                        new ASN1Integer(at.toEpochMilli()),
                        new DERUTF8String(software),
                        new DERUTF8String(server)
                    })
                    .getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("a structure in memory can be encoded", e);
        }
    }

    private static String text(ASN1Sequence sequence, int index) {
        return ASN1UTF8String.getInstance(sequence.getObjectAt(index)).getString();
    }
}
