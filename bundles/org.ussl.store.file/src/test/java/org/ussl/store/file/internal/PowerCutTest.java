// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialVersion;

/**
 * Cuts the power at every call of the disk in the life of a store, and looks at every state that the disk may be in
 * then: what was not synchronised may be there or not, in its order.
 */
class PowerCutTest {

    private static final Material A = Material.create("a");
    private static final Material B = Material.create("b");
    /** What each revision holds; the third is a roll-back to the first. */
    private static final List<Material> REVISIONS = List.of(A, B, A, B);

    @TempDir
    Path root;

    private Place place;
    private CuttingDisk disk;
    private long done;
    private boolean keyChanged;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leavesTheOldOrTheNewStateWholeWheneverThePowerFails(boolean keyChangesAtAStart) throws Exception {
        int states = 0;
        int cut = 0;
        boolean cutOff = true;
        while (cutOff) {
            cutOff = liveUntil(cut, keyChangesAtAStart);
            int number = 0;
            for (Map<Path, byte[]> state : disk.possibleStates()) {
                check(state, cut, number++);
                states++;
            }
            cut++;
        }
        assertThat(cut).as("calls of the disk").isGreaterThan(40);
        assertThat(states).as("states looked at").isGreaterThan(cut);
        assertThat(done).isEqualTo(REVISIONS.size());
    }

    /** Says whether the power was cut before all was done. */
    private boolean liveUntil(int cut, boolean keyChangesAtAStart) throws Exception {
        place = new Place(Files.createDirectory(root.resolve("live" + cut)));
        Files.createDirectory(place.folder());
        disk = new CuttingDisk(cut);
        done = 0;
        keyChanged = false;
        SealedFileStore store = null;
        try {
            store = place.open(disk);
            store.commit("default", A.update());
            done = 1;
            store.commit("default", B.update());
            done = 2;
            store.hold("default", A.chain());
            store.rollback("default", 1);
            done = 3;
            if (keyChangesAtAStart) {
                store.close();
                store = place.open(changed(place), name -> null, disk);
            } else {
                place.changeMasterKey(store, changed(place), disk);
            }
            keyChanged = true;
            store.commit("default", B.update());
            done = 4;
            return false;
        } catch (CuttingDisk.PowerCut e) {
            return true;
        } finally {
            if (store != null) {
                store.close();
            }
        }
    }

    private static StoreSettings changed(Place place) {
        return StoreSettings.of(
                place.folder().toString(),
                place.root().resolve("new.key").toString(),
                null,
                null,
                "file:" + place.masterKey(),
                5);
    }

    private static StoreSettings newKeyAlone(Place place) {
        return StoreSettings.of(
                place.folder().toString(), place.root().resolve("new.key").toString(), null, 5);
    }

    private void check(Map<Path, byte[]> state, int cut, int number) throws Exception {
        String where = "cut " + cut + " state " + number;
        Place found = restored(state, cut, number);
        boolean sealed = Files.exists(found.file("default"));
        boolean newKey = Files.exists(found.root().resolve("new.key"));
        if (!sealed) {
            assertThat(done).as(where).isZero();
        }
        if (keyChanged) {
            holds(found, newKeyAlone(found), where);
        } else if (newKey) {
            // One of the keys alone opens all, at any instant.
            try {
                holds(found, found.settings(5), where);
            } catch (CredentialStoreException e) {
                assertThat(e).as(where).hasMessageContaining("is not the master key");
                holds(found, newKeyAlone(found), where);
            }
            holds(found, changed(found), where);
        } else {
            holds(found, found.settings(5), where);
        }
    }

    private void holds(Place found, StoreSettings settings, String where) throws Exception {
        try (SealedFileStore store = found.open(settings, name -> null, new Disk())) {
            CredentialVersion version = store.current("default").orElse(null);
            long revision = version == null ? 0 : version.revision();
            assertThat(revision).as(where).isBetween(done, done + 1);
            if (version != null) {
                Material expected = REVISIONS.get((int) revision - 1);
                assertThat(version.chain()).as(where).isEqualTo(expected.chain());
                assertThat(version.key().publicKey())
                        .as(where)
                        .isEqualTo(expected.pair().getPublic());
                assertThat(store.history("default")).as(where).hasSize((int) revision);
            }
        }
    }

    /** The disk as it may be found after the cut. */
    private Place restored(Map<Path, byte[]> state, int cut, int number) throws Exception {
        Place found = new Place(Files.createDirectory(root.resolve("found" + cut + "-" + number)));
        Files.createDirectory(found.folder());
        for (Map.Entry<Path, byte[]> file : state.entrySet()) {
            Path copy = found.root().resolve(place.root().relativize(file.getKey()));
            Files.write(copy, file.getValue());
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
        }
        return found;
    }
}
