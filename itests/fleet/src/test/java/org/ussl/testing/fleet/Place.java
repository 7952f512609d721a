// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.store.file.internal.SealedFileStore;
import org.ussl.store.file.internal.StoreOpening;
import org.ussl.store.file.internal.StoreSettings;
import org.ussl.store.nats.internal.ReportFolder;
import org.ussl.store.nats.internal.sealing.MarkFolder;

/** The disk of one gateway. */
record Place(Path root) {

    SealedFileStore store() throws CredentialStoreException {
        return new StoreOpening(StoreSettings.of(root.resolve("store").toString(), null, null, null, null, null, 50))
                .open();
    }

    ReportFolder reports() throws IOException {
        return new ReportFolder(Files.createDirectories(root.resolve("reports")));
    }

    MarkFolder marks() throws IOException {
        return new MarkFolder(Files.createDirectories(root.resolve("marks")));
    }
}
