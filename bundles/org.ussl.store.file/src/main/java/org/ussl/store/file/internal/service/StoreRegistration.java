// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal.service;

import java.util.Hashtable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.ProfileTransfer;
import org.ussl.store.file.internal.SealedFileStore;

/** The services of a store that is open. */
public final class StoreRegistration implements AutoCloseable {
    private final ServiceRegistration<ProfileTransfer> transfer;
    private final ServiceRegistration<CredentialStore> store;

    /**
     * Registers them.
     *
     * @param kind the property {@code ussl.store}
     * @param ranking of several stores the one with the highest is used
     */
    public StoreRegistration(BundleContext context, SealedFileStore store, String kind, int ranking) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("ussl.store", kind);
        properties.put(Constants.SERVICE_RANKING, ranking);
        this.transfer = context.registerService(ProfileTransfer.class, store.transfer(), properties);
        this.store = context.registerService(CredentialStore.class, store, properties);
    }

    /** Takes them away; consumers have let go of the store when it returns. */
    @Override
    public void close() {
        store.unregister();
        transfer.unregister();
    }
}
