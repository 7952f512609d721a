// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetFolderTest {
    @TempDir
    Path folder;

    @Test
    void itsNameIsTheFleets() throws Exception {
        assertThat(FleetFolder.of(folder.resolve("plant") + "/").fleet()).isEqualTo("plant");
        assertThatThrownBy(() -> FleetFolder.of(folder.resolve("my plant").toString()))
                .isInstanceOf(DemoFailure.class)
                .hasMessageContaining("my plant");
    }

    @Test
    void leavesAFolderAloneThatIsNotEmpty() throws Exception {
        Path plant = Files.createDirectory(folder.resolve("plant"));
        assertThat(FleetFolder.of(plant.toString()).trusted()).isEmpty();
        Files.writeString(plant.resolve("operators"), "");

        assertThatThrownBy(() -> FleetFolder.of(plant.toString())).hasMessageContaining("not empty");
        assertThatThrownBy(() -> FleetFolder.of(plant.resolve("operators").toString()))
                .hasMessageContaining("is no folder");
    }

    @Test
    void tellsWhoIsTrusted() throws Exception {
        FleetFolder plant = FleetFolder.of(folder.resolve("plant").toString());
        plant.make();
        Files.writeString(plant.operators(), "# the operators\nussl-party-1 alice AA BB\nussl-party-1 bo");

        assertThat(plant.trusted()).containsExactly("alice");
    }
}
