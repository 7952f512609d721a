// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderCheckTest {

    @TempDir
    Path folder;

    @Test
    void wantsAFolderForTheGatewayAlone() throws Exception {
        Path store = Files.createDirectory(folder.resolve("store"));
        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rwx------"));
        assertThat(FolderCheck.of("org.ussl.store.file", store.toString())).isEmpty();
        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rwxr-x---"));
        assertThat(FolderCheck.of("org.ussl.store.file", store.toString())
                        .orElseThrow()
                        .words())
                .contains("open to others (rwxr-x---)", "chmod 700");
        assertThat(FolderCheck.of("org.ussl.store.file", folder + "/none")
                        .orElseThrow()
                        .words())
                .contains("is not there");
    }
}
