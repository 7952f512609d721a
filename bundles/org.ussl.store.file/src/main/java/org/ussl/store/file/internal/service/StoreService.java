// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal.service;

import java.io.IOException;
import java.util.Hashtable;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.ProfileTransfer;
import org.ussl.store.file.internal.SealedFileStore;

/**
 * A store as services. It follows its configuration: where only the place of the master key changes, the store stays
 * open and its services stay registered, so that no handshake notices; anything else opens it anew.
 */
public final class StoreService {
    private static final Logger LOG = LoggerFactory.getLogger(StoreService.class);

    private final BundleContext context;
    private final String kind;
    private @Nullable Registered registered; // guarded by this

    /**
     * Prepares it.
     *
     * @param kind the property {@code ussl.store}
     */
    public StoreService(BundleContext context, String kind) {
        this.context = context;
        this.kind = kind;
    }

    /** A store that is open, and its services. */
    private record Registered(
            StorePlan plan,
            SealedFileStore store,
            ServiceRegistration<ProfileTransfer> transfer,
            ServiceRegistration<CredentialStore> credentials) {}

    /**
     * Does what a configuration wants.
     *
     * @throws CredentialStoreException if the store cannot be opened; there is none then
     */
    public synchronized void follow(StorePlan plan) throws CredentialStoreException {
        Registered present = registered;
        if (present == null || !present.plan().identity().equals(plan.identity())) {
            close();
            SealedFileStore store = plan.open();
            Hashtable<String, Object> properties = properties(plan, store, "");
            registered = new Registered(
                    plan,
                    store,
                    context.registerService(ProfileTransfer.class, store.transfer(), properties),
                    context.registerService(CredentialStore.class, store, properties));
            return;
        }
        String fault = "";
        StorePlan inForce = plan;
        try {
            plan.changeMasterKey(present.store());
        } catch (CredentialStoreException e) {
            fault = String.valueOf(e.getMessage());
            inForce = present.plan();
            LOG.error("{}", fault, e);
        }
        registered = new Registered(inForce, present.store(), present.transfer(), present.credentials());
        present.credentials().setProperties(properties(inForce, present.store(), fault));
    }

    private Hashtable<String, Object> properties(StorePlan plan, SealedFileStore store, String fault) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("ussl.store", kind);
        properties.put(Constants.SERVICE_RANKING, plan.ranking());
        properties.put("ussl.store.master_key", plan.masterKeyPlace());
        properties.put("ussl.store.master_key_id", store.masterKeyId());
        properties.put("ussl.store.fault", fault);
        return properties;
    }

    /** Takes the services away, and closes the store when consumers have let go of it. */
    public synchronized void close() throws CredentialStoreException {
        Registered last = registered;
        registered = null;
        if (last != null) {
            unregister(last.credentials());
            unregister(last.transfer());
            try {
                last.store().close();
            } catch (IOException e) {
                throw new CredentialStoreException("the store cannot be closed: " + e.getMessage(), e);
            }
        }
    }

    /** A framework that stops may have been quicker; the store has to be closed all the same. */
    private static void unregister(ServiceRegistration<?> registration) {
        try {
            registration.unregister();
        } catch (IllegalStateException e) {
            LOG.debug("the service is gone already", e);
        }
    }
}
