// SPDX-License-Identifier: Apache-2.0
package org.ussl.example.store.internal;

import org.ussl.credential.spi.CredentialStore;
import org.ussl.testing.stores.CredentialStoreTck;

class MemoryStoreTest extends CredentialStoreTck {
    @Override
    protected CredentialStore open() {
        return new MemoryStore();
    }

    @Override
    public boolean keepsOverARestart() {
        return false;
    }
}
