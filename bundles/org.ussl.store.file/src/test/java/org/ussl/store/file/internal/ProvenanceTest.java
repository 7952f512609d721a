// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.Change;
import org.ussl.credential.Change.Action;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialVersion;

class ProvenanceTest {

    private static final Material A = Material.create("a");
    private static final Material B = Material.create("b");
    private static final Origin ANN = new Origin("ann", "ftp", "192.0.2.7:2000");
    private static final Origin BOB = new Origin("b\u00f6b", "shell", "");

    @TempDir
    Path root;

    @Test
    void keepsWhoBroughtEachVersionAndWhatWaits() throws Exception {
        Place place = new Place(root);
        Change pair = new Change(Action.DELIVERY, EnumSet.of(CredentialPart.CERT, CredentialPart.KEY), 0, ANN);
        try (SealedFileStore store = place.open()) {
            store.commit("default", A.update().by(pair));
            store.commit("default", CredentialUpdate.ofTrust(List.of()).by(Change.removal(CredentialPart.CA, BOB)));
            store.rollback("default", 1, ANN);
            store.hold("default", B.chain(), BOB);
        }
        try (SealedFileStore store = place.open()) {
            assertThat(store.history("default"))
                    .extracting(CredentialVersion::change)
                    .containsExactly(Change.rollback(1, ANN), Change.removal(CredentialPart.CA, BOB), pair);
            assertThat(store.current("default").orElseThrow().change()).isEqualTo(Change.rollback(1, ANN));
            assertThat(store.pending("default").arrivals()).containsOnlyKeys(CredentialPart.CERT);
            assertThat(store.pending("default")
                            .arrivals()
                            .get(CredentialPart.CERT)
                            .origin())
                    .isEqualTo(BOB);
        }
    }

    @Test
    void readsWhatTheFirstReleaseWrote() throws Exception {
        Place place = new Place(root);
        try (SealedFileStore store = place.open()) {
            store.commit("default", A.update().by(Change.delivery(CredentialPart.PKCS12, ANN)));
            store.hold("default", B.chain(), BOB);
        }
        MasterKey key = MasterKey.parse(Files.readAllBytes(place.masterKey()));
        byte[] today =
                SealedEnvelope.parse(Files.readAllBytes(place.file("default"))).open(key);
        Files.write(place.file("default"), SealedEnvelope.seal(key, asTheFirstReleaseWrote(today)));
        try (SealedFileStore store = place.open()) {
            assertThat(store.current("default").orElseThrow().chain()).isEqualTo(A.chain());
            assertThat(store.current("default").orElseThrow().change()).isEqualTo(Change.UNKNOWN);
            assertThat(store.pending("default").chain()).isEqualTo(B.chain());
            assertThat(store.pending("default").arrivals()).isEmpty();
            assertThat(store.rollback("default", 1).revision()).isEqualTo(2);
        }
    }

    private static byte[] asTheFirstReleaseWrote(byte[] today) throws Exception {
        ASN1Sequence profile = ASN1Sequence.getInstance(today);
        ASN1EncodableVector versions = new ASN1EncodableVector();
        for (ASN1Encodable version : ASN1Sequence.getInstance(profile.getObjectAt(3))) {
            versions.add(first(6, ASN1Sequence.getInstance(version)));
        }
        ASN1EncodableVector all = new ASN1EncodableVector();
        for (int i = 0; i < 6; i++) {
            all.add(i == 3 ? new DERSequence(versions) : profile.getObjectAt(i));
        }
        return new DERSequence(all).getEncoded();
    }

    private static ASN1Sequence first(int count, ASN1Sequence of) {
        ASN1EncodableVector all = new ASN1EncodableVector();
        for (int i = 0; i < count; i++) {
            all.add(of.getObjectAt(i));
        }
        return new DERSequence(all);
    }
}
