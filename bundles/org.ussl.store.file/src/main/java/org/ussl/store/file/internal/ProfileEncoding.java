// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1OutputStream;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.ussl.credential.Change;
import org.ussl.store.file.internal.ProfileRecord.Version;
import org.ussl.store.file.internal.ProfileRecord.WaitingKey;

/**
 * A {@link ProfileRecord} in DER.
 *
 * <pre>{@code
 * Profile ::= SEQUENCE {
 *   format       INTEGER (1),
 *   profile      UTF8String,
 *   lastRevision INTEGER,
 *   versions     SEQUENCE OF Version,           -- newest first; the first is in use
 *   waitingChain SEQUENCE OF OCTET STRING,      -- Certificate each
 *   waitingKey   SEQUENCE OF OCTET STRING,      -- none, or SubjectPublicKeyInfo and PrivateKeyInfo
 *   arrivals     SEQUENCE OF Arrival OPTIONAL } -- see ProvenanceEncoding
 *
 * Version ::= SEQUENCE {
 *   revision     INTEGER,
 *   committedAt  INTEGER,                       -- milliseconds since 1970
 *   trustAnchors SEQUENCE OF OCTET STRING,      -- Certificate each
 *   crls         SEQUENCE OF OCTET STRING,      -- CertificateList each
 *   chain        SEQUENCE OF OCTET STRING,      -- Certificate each
 *   key          SEQUENCE OF OCTET STRING,      -- none, or PrivateKeyInfo
 *   change       Change OPTIONAL }              -- see ProvenanceEncoding
 * }</pre>
 *
 * Everything is wrapped in octet strings and not nested as it is, because a certificate that its CA encoded a little
 * off DER must come back byte for byte, or its signature breaks. What is optional came with a later release; whoever
 * reads ignores what follows the elements that it knows.
 */
final class ProfileEncoding {

    private static final int FORMAT = 1;

    private ProfileEncoding() {}

    /** Encodes; the caller clears the result. */
    static byte[] encode(ProfileRecord record) throws IOException {
        ASN1EncodableVector versions = new ASN1EncodableVector();
        for (Version version : record.versions()) {
            Pkcs8Key key = version.key();
            versions.add(sequence(
                    new ASN1Integer(version.revision()),
                    new ASN1Integer(version.committedAt().toEpochMilli()),
                    octets(version.trustAnchors()),
                    octets(version.crls()),
                    octets(version.chain()),
                    octets(key == null ? List.of() : List.of(key.der())),
                    ProvenanceEncoding.encode(version.change())));
        }
        WaitingKey waiting = record.waitingKey();
        ASN1Sequence profile = sequence(
                new ASN1Integer(FORMAT),
                new DERUTF8String(record.profile()),
                new ASN1Integer(record.lastRevision()),
                new DERSequence(versions),
                octets(record.waitingChain()),
                octets(
                        waiting == null
                                ? List.of()
                                : List.of(waiting.publicKey(), waiting.key().der())),
                ProvenanceEncoding.encode(record.arrivals()));
        try (ClearedBuffer buffer = new ClearedBuffer(capacity(record))) {
            ASN1OutputStream.create(buffer, ASN1Encoding.DER).writeObject(profile);
            return buffer.toByteArray();
        }
    }

    /**
     * Decodes. The result shares nothing with {@code content}.
     *
     * @throws DamagedFileException if it is something else
     */
    static ProfileRecord decode(byte[] content) throws DamagedFileException {
        try {
            ASN1Sequence profile = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(content));
            long format = number(profile.getObjectAt(0));
            if (format != FORMAT) {
                throw new DamagedFileException("has format " + format + ", made by another release of ussl", null);
            }
            List<Version> versions = new ArrayList<>();
            for (ASN1Encodable each : ASN1Sequence.getInstance(profile.getObjectAt(3))) {
                versions.add(version(ASN1Sequence.getInstance(each)));
            }
            List<byte[]> waiting = octets(profile.getObjectAt(5));
            return new ProfileRecord(
                    ASN1UTF8String.getInstance(profile.getObjectAt(1)).getString(),
                    number(profile.getObjectAt(2)),
                    versions,
                    octets(profile.getObjectAt(4)),
                    waiting.isEmpty() ? null : new WaitingKey(waiting.get(0), new Pkcs8Key(waiting.get(1))),
                    profile.size() > 6 ? ProvenanceEncoding.arrivals(profile.getObjectAt(6)) : Map.of());
        } catch (DamagedFileException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The cause could quote the content.
            throw new DamagedFileException("holds no profile", null);
        }
    }

    private static Version version(ASN1Sequence version) {
        List<byte[]> key = octets(version.getObjectAt(5));
        return new Version(
                number(version.getObjectAt(0)),
                Instant.ofEpochMilli(number(version.getObjectAt(1))),
                octets(version.getObjectAt(2)),
                octets(version.getObjectAt(3)),
                octets(version.getObjectAt(4)),
                key.isEmpty() ? null : new Pkcs8Key(key.get(0)),
                version.size() > 6 ? ProvenanceEncoding.change(version.getObjectAt(6)) : Change.UNKNOWN);
    }

    private static long number(ASN1Encodable value) {
        return ASN1Integer.getInstance(value).longValueExact();
    }

    private static List<byte[]> octets(ASN1Encodable sequence) {
        List<byte[]> all = new ArrayList<>();
        for (ASN1Encodable each : ASN1Sequence.getInstance(sequence)) {
            all.add(ASN1OctetString.getInstance(each).getOctets());
        }
        return all;
    }

    private static ASN1Sequence octets(List<byte[]> all) {
        return new DERSequence(all.stream().map(DEROctetString::new).toArray(ASN1Encodable[]::new));
    }

    private static ASN1Sequence sequence(ASN1Encodable... elements) {
        return new DERSequence(elements);
    }

    /** Bytes that are enough for a record. A buffer that grows would leave copies of keys behind. */
    static int capacity(ProfileRecord record) {
        int header = 12;
        int capacity = 256 + 2 * ProvenanceEncoding.MOST_BYTES + count(record.waitingChain(), header);
        WaitingKey waiting = record.waitingKey();
        if (waiting != null) {
            capacity += waiting.publicKey().length + waiting.key().der().length + 2 * header;
        }
        for (Version version : record.versions()) {
            Pkcs8Key key = version.key();
            capacity += 128
                    + ProvenanceEncoding.MOST_BYTES
                    + (key == null ? 0 : key.der().length)
                    + count(version.trustAnchors(), header)
                    + count(version.crls(), header)
                    + count(version.chain(), header);
        }
        return capacity;
    }

    private static int count(List<byte[]> all, int header) {
        return all.stream().mapToInt(each -> each.length + header).sum();
    }

    /** Overwrites what it held when it is closed. */
    private static final class ClearedBuffer extends ByteArrayOutputStream {

        ClearedBuffer(int capacity) {
            super(capacity);
        }

        @Override
        public void close() {
            Arrays.fill(buf, (byte) 0);
        }
    }
}
