// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.testing.stores.CredentialStoreTck;

class FileStoreTckTest extends CredentialStoreTck {
    @TempDir
    Path home;

    @Override
    protected CredentialStore open() throws CredentialStoreException {
        return new StoreOpening(StoreSettings.of(home.resolve("store").toString(), null, null, 5)).open();
    }
}
