// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.sealing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;

/**
 * What an operator sends to a gateway: files of one profile, or that an earlier delivery is to be undone, and all that
 * binds it to its place. The signature is over all of it.
 *
 * @param fleet the fleet that it was made for
 * @param gateway the gateway that it was made for, its keys included
 * @param sender who made it, his keys included
 * @param profile the profile's name
 * @param number grows with each delivery to this profile of this gateway
 * @param previous the number of the delivery that this one takes the place of, as its sender saw it; 0 if he saw none
 * @param files what is delivered; none if a delivery is undone
 * @param undone the number of the delivery before which the gateway is to go back; 0 if files are delivered
 */
public record Delivery(
        String fleet,
        Party gateway,
        Party sender,
        String profile,
        long number,
        long previous,
        List<File> files,
        long undone)
        implements AutoCloseable {

    private static final String MARK = "ussl fleet delivery 1";
    private static final int MOST_FILES = CredentialPart.values().length;

    /**
     * One file.
     *
     * @param part which part of the profile it is
     * @param content the file as an operator would upload it; empty to take the part out of the profile
     */
    public record File(CredentialPart part, byte[] content) {

        /** Names the part; nothing of its content. */
        @Override
        public String toString() {
            return "File[" + part.fileName() + ", " + content.length + " bytes]";
        }
    }

    /** What a gateway is to do. */
    public enum Kind {
        /** To take files, all of them as one change. */
        FILES,
        /** To go back to what was in use before a delivery. */
        ROLLBACK
    }

    /** A delivery of files; the parameters are the record's. */
    public Delivery(
            String fleet, Party gateway, Party sender, String profile, long number, long previous, List<File> files) {
        this(fleet, gateway, sender, profile, number, previous, files, 0);
    }

    /**
     * A delivery that takes an earlier one back. The gateway uses again what it used before that one, as a new
     * revision.
     *
     * @param fleet the fleet
     * @param gateway the gateway
     * @param sender who makes it
     * @param profile the profile's name
     * @param number its own number
     * @param previous the number of the delivery that this one takes the place of
     * @param undone the number of the one to go back before, {@code previous} or an earlier one
     * @return the delivery
     */
    public static Delivery rollback(
            String fleet, Party gateway, Party sender, String profile, long number, long previous, long undone) {
        if (undone <= 0) {
            throw new IllegalArgumentException("undone: no delivery has this number");
        }
        return new Delivery(fleet, gateway, sender, profile, number, previous, List.of(), undone);
    }

    /** Refuses what no gateway would take. */
    public Delivery {
        files = List.copyOf(files);
        if (fleet.isEmpty() || !CredentialPath.isProfileName(profile)) {
            throw new IllegalArgumentException("profile: no fleet, or no profile, can have this name");
        }
        if (previous < 0 || number <= previous) {
            throw new IllegalArgumentException("number: must be greater than that of the previous delivery");
        }
        if (undone < 0 || undone >= number) {
            throw new IllegalArgumentException("undone: only an earlier delivery can be undone");
        }
        if (files.isEmpty() != (undone > 0)
                || files.size() > MOST_FILES
                || files.stream().map(File::part).distinct().count() != files.size()) {
            throw new IllegalArgumentException(
                    "files: must be at least one, and each part once; none to undo a delivery");
        }
    }

    /**
     * What the gateway is to do.
     *
     * @return the kind
     */
    public Kind kind() {
        return undone > 0 ? Kind.ROLLBACK : Kind.FILES;
    }

    /** The signed form; the caller clears it. */
    byte[] encode() {
        ASN1EncodableVector all = new ASN1EncodableVector();
        for (File file : files) {
            all.add(new DERSequence(
                    new ASN1Encodable[] {new DERUTF8String(file.part().fileName()), new DEROctetString(file.content())
                    }));
        }
        try {
            return new DERSequence(new ASN1Encodable[] {
                        new DERUTF8String(MARK),
                        new DERUTF8String(fleet),
                        new DEROctetString(gateway.id()),
                        new DEROctetString(sender.id()),
                        new DERUTF8String(profile),
                        new ASN1Integer(number),
                        new ASN1Integer(previous),
                        new DERSequence(all),
                        new ASN1Integer(undone)
                    })
                    .getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("a structure in memory can be encoded", e);
        }
    }

    /**
     * Reads what was signed.
     *
     * @param gateway who reads it
     * @param sender who has signed it
     * @return the delivery
     */
    static Delivery decode(byte[] content, Party gateway, Party sender) throws RefusedValueException {
        try {
            ASN1Sequence all = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(content));
            List<File> files = new ArrayList<>();
            for (ASN1Encodable each : ASN1Sequence.getInstance(all.getObjectAt(7))) {
                ASN1Sequence file = ASN1Sequence.getInstance(each);
                files.add(new File(
                        part(text(file, 0)),
                        ASN1OctetString.getInstance(file.getObjectAt(1)).getOctets()));
            }
            Delivery delivery = new Delivery(
                    text(all, 1), gateway, sender, text(all, 4), number(all, 5), number(all, 6), files, number(all, 8));
            byte[] again = delivery.encode();
            boolean same = Arrays.equals(again, content);
            Arrays.fill(again, (byte) 0);
            if (same) {
                return delivery;
            }
            delivery.close();
            byte[] forGateway = ASN1OctetString.getInstance(all.getObjectAt(2)).getOctets();
            byte[] bySender = ASN1OctetString.getInstance(all.getObjectAt(3)).getOctets();
            if (!Arrays.equals(forGateway, gateway.id()) || !Arrays.equals(bySender, sender.id())) {
                throw new RefusedValueException(
                        RefusedValueException.Reason.MISPLACED, "was made for another gateway, or by another sender");
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

    private static CredentialPart part(String fileName) {
        for (CredentialPart part : CredentialPart.values()) {
            if (part.fileName().equals(fileName)) {
                return part;
            }
        }
        throw new IllegalArgumentException("no part of a credential");
    }

    /** Overwrites the files. */
    @Override
    public void close() {
        files.forEach(file -> Arrays.fill(file.content(), (byte) 0));
    }

    /** Names it; nothing of its content. */
    @Override
    public String toString() {
        return profile + " number " + number + (undone > 0 ? ", which undoes " + undone + "," : "") + " for " + gateway
                + " by " + sender;
    }
}
