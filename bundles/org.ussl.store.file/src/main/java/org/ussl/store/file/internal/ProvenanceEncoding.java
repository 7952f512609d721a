// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.ussl.credential.Change;
import org.ussl.credential.Change.Action;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.Arrival;

/**
 * Who brought what, in DER.
 *
 * <pre>{@code
 * Change ::= SEQUENCE {
 *   action   UTF8String,                        -- the name of a Change.Action
 *   parts    SEQUENCE OF UTF8String,            -- names of CredentialPart
 *   restored INTEGER,
 *   origin   Origin }
 *
 * Arrival ::= SEQUENCE { part UTF8String, at INTEGER, origin Origin }
 *
 * Origin ::= SEQUENCE { user UTF8String, transport UTF8String, address UTF8String }
 * }</pre>
 *
 * Names that this release does not know are left out: a later one may have added them.
 */
final class ProvenanceEncoding {

    /** More than any change or arrival takes; a buffer is made in advance. */
    static final int MOST_BYTES = 4096;

    private ProvenanceEncoding() {}

    static ASN1Sequence encode(Change change) {
        ASN1EncodableVector parts = new ASN1EncodableVector();
        change.parts().stream().sorted().forEach(part -> parts.add(new DERUTF8String(part.name())));
        return new DERSequence(new ASN1Encodable[] {
            new DERUTF8String(change.action().name()),
            new DERSequence(parts),
            new ASN1Integer(change.restored()),
            encode(change.origin())
        });
    }

    static ASN1Sequence encode(Map<CredentialPart, Arrival> arrivals) {
        ASN1EncodableVector all = new ASN1EncodableVector();
        new TreeMap<>(arrivals)
                .forEach((part, arrival) -> all.add(new DERSequence(new ASN1Encodable[] {
                    new DERUTF8String(part.name()),
                    new ASN1Integer(arrival.at().toEpochMilli()),
                    encode(arrival.origin())
                })));
        return new DERSequence(all);
    }

    static Change change(ASN1Encodable encoded) {
        ASN1Sequence change = ASN1Sequence.getInstance(encoded);
        Set<CredentialPart> parts = EnumSet.noneOf(CredentialPart.class);
        for (ASN1Encodable each : ASN1Sequence.getInstance(change.getObjectAt(1))) {
            for (CredentialPart part : CredentialPart.values()) {
                if (part.name().equals(text(each))) {
                    parts.add(part);
                }
            }
        }
        Action action = Action.UNKNOWN;
        for (Action each : Action.values()) {
            if (each.name().equals(text(change.getObjectAt(0)))) {
                action = each;
            }
        }
        return new Change(action, parts, number(change.getObjectAt(2)), origin(change.getObjectAt(3)));
    }

    static Map<CredentialPart, Arrival> arrivals(ASN1Encodable encoded) {
        Map<CredentialPart, Arrival> arrivals = new EnumMap<>(CredentialPart.class);
        for (ASN1Encodable each : ASN1Sequence.getInstance(encoded)) {
            ASN1Sequence arrival = ASN1Sequence.getInstance(each);
            for (CredentialPart part : CredentialPart.values()) {
                if (part.name().equals(text(arrival.getObjectAt(0)))) {
                    Instant at = Instant.ofEpochMilli(number(arrival.getObjectAt(1)));
                    arrivals.put(part, new Arrival(at, origin(arrival.getObjectAt(2))));
                }
            }
        }
        return arrivals;
    }

    private static ASN1Sequence encode(Origin origin) {
        return new DERSequence(new ASN1Encodable[] {
            new DERUTF8String(origin.user()), new DERUTF8String(origin.transport()), new DERUTF8String(origin.address())
        });
    }

    private static Origin origin(ASN1Encodable encoded) {
        ASN1Sequence origin = ASN1Sequence.getInstance(encoded);
        return new Origin(text(origin.getObjectAt(0)), text(origin.getObjectAt(1)), text(origin.getObjectAt(2)));
    }

    private static String text(ASN1Encodable encoded) {
        return ASN1UTF8String.getInstance(encoded).getString();
    }

    private static long number(ASN1Encodable encoded) {
        return ASN1Integer.getInstance(encoded).longValueExact();
    }
}
