// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.sealing;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
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
 * What a gateway says of a value that came: signed by it, and sealed for its operators, whose messages name subjects
 * and paths that are nobody else's business.
 *
 * @param fleet the fleet
 * @param gateway who says it
 * @param profile the profile that the value came for
 * @param digest SHA-256 of the value, in hexadecimal, lower case: which value it speaks of
 * @param taken the number of the last delivery that the gateway has dealt with for this profile; 0 if there was none.
 *     The next one has to know of it
 * @param outcome what became of the value
 * @param revision the profile's revision in use at the gateway; 0 if none is, or that is not known
 * @param message one line for the operator, without secrets; cut to 2,000 characters
 * @param at when, by the gateway's clock
 */
public record Report(
        String fleet,
        Party gateway,
        String profile,
        String digest,
        long taken,
        Outcome outcome,
        long revision,
        String message,
        Instant at) {

    private static final String MARK = "ussl fleet report 1";
    private static final int MAX_MESSAGE = 2000;

    /** What became of a value. */
    public enum Outcome {
        /** All of it is in use. */
        IN_USE,
        /** All of it was taken, and some of it waits for its counterpart. */
        WAITS,
        /** It was refused for good, by the gate or by the intake; the message says what, and what was taken before. */
        REFUSED,
        /** The gateway could not deal with it yet, and will when the value comes again. */
        LATER
    }

    /** Cuts the message. */
    public Report {
        message = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message;
    }

    /**
     * Signs and seals it.
     *
     * @param keys the gateway's keys
     * @param operators who can open it; at least one
     * @return what goes to the engine
     * @throws GeneralSecurityException if a key cannot be reached
     */
    public byte[] seal(PartyKeys keys, Collection<Party> operators) throws GeneralSecurityException {
        return Envelope.seal(Signed.sign(encode(), keys), operators);
    }

    /**
     * Opens one.
     *
     * @param value what the engine has
     * @param own the operator's keys
     * @param fleet the fleet that it was found in
     * @param gateway the gateway that it is said to be from
     * @param profile the profile that it is said to speak of
     * @return the report
     * @throws RefusedValueException if it is not what it is said to be
     * @throws GeneralSecurityException if the operator's own key cannot be reached
     */
    public static Report open(byte[] value, PartyKeys own, String fleet, Party gateway, String profile)
            throws RefusedValueException, GeneralSecurityException {
        if (value.length > SealedValue.MAX_BYTES) {
            throw new RefusedValueException(Reason.TOO_LARGE, "is " + value.length + " bytes long");
        }
        if (value.length == 0) {
            throw RefusedValueException.damaged(null);
        }
        Signed signed = Signed.verify(Envelope.open(value, own), List.of(gateway));
        Report report = decode(signed.content(), gateway);
        if (!report.fleet.equals(fleet) || !report.profile.equals(profile)) {
            throw new RefusedValueException(
                    Reason.MISPLACED, "speaks of the profile " + report.profile + " in the fleet " + report.fleet);
        }
        return report;
    }

    private byte[] encode() {
        try {
            return new DERSequence(new ASN1Encodable[] {
                        new DERUTF8String(MARK),
                        new DERUTF8String(fleet),
                        new DEROctetString(gateway.id()),
                        new DERUTF8String(profile),
                        new DERUTF8String(digest),
                        new ASN1Integer(taken),
                        new DERUTF8String(outcome.name()),
                        new ASN1Integer(revision),
                        new DERUTF8String(message),
                        new ASN1Integer(at.toEpochMilli())
                    })
                    .getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("a structure in memory can be encoded", e);
        }
    }

    private static Report decode(byte[] content, Party gateway) throws RefusedValueException {
        try {
            ASN1Sequence all = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(content));
            if (!Arrays.equals(ASN1OctetString.getInstance(all.getObjectAt(2)).getOctets(), gateway.id())) {
                throw new RefusedValueException(Reason.MISPLACED, "speaks of another gateway than " + gateway);
            }
            Report report = new Report(
                    text(all, 1),
                    gateway,
                    text(all, 3),
                    text(all, 4),
                    number(all, 5),
                    Outcome.valueOf(text(all, 6)),
                    number(all, 7),
                    text(all, 8),
                    Instant.ofEpochMilli(number(all, 9)));
            if (Arrays.equals(report.encode(), content)) {
                return report;
            }
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw RefusedValueException.damaged(e);
        }
        throw RefusedValueException.damaged(null);
    }

    private static String text(ASN1Sequence sequence, int index) {
        return ASN1UTF8String.getInstance(sequence.getObjectAt(index)).getString();
    }

    private static long number(ASN1Sequence sequence, int index) {
        return ASN1Integer.getInstance(sequence.getObjectAt(index)).longValueExact();
    }
}
