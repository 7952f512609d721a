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
 * A store as services. It follows its configuration while it stays open and its services stay registered, so that no
 * handshake notices. What would take another store is refused: a folder that was mistyped is not to take a gateway's
 * credentials away.
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
     * @throws IllegalArgumentException if it cannot be done while the store is open, which it stays as it is; the
     *     message starts with the key
     */
    public synchronized void follow(StorePlan plan) throws CredentialStoreException {
        Registered present = registered;
        if (present == null) {
            register(plan, plan.open());
            return;
        }
        requireFixed(present.plan(), plan);
        String fault = "";
        StorePlan inForce = plan;
        try {
            plan.changeMasterKey(present.store());
        } catch (CredentialStoreException e) {
            fault = String.valueOf(e.getMessage());
            inForce = present.plan();
            LOG.error("org.ussl.store.{}: {}", kind, fault, e);
        }
        present.store().keepVersions(inForce.keepVersions());
        if (inForce.ranking() != present.plan().ranking()) {
            // Who chose among stores looks again at one that goes and comes, not at one whose ranking changes.
            unregister(present.credentials());
            unregister(present.transfer());
            present = register(inForce, present.store());
        } else {
            present = new Registered(inForce, present.store(), present.transfer(), present.credentials());
            registered = present;
        }
        present.credentials().setProperties(properties(inForce, present.store(), fault));
    }

    private Registered register(StorePlan plan, SealedFileStore store) {
        Hashtable<String, Object> properties = properties(plan, store, "");
        Registered made = new Registered(
                plan,
                store,
                context.registerService(ProfileTransfer.class, store.transfer(), properties),
                context.registerService(CredentialStore.class, store, properties));
        registered = made;
        return made;
    }

    /** Tells others why the last change was refused; the store goes on as it is. */
    public synchronized void refused(String fault) {
        Registered present = registered;
        if (present != null) {
            present.credentials().setProperties(properties(present.plan(), present.store(), fault));
        }
    }

    private void requireFixed(StorePlan present, StorePlan plan) {
        present.fixed().forEach((key, value) -> {
            Object wanted = plan.fixed().get(key);
            if (!value.equals(wanted)) {
                throw new IllegalArgumentException(key + ": cannot change from " + value + " to " + wanted
                        + " while the store is open; restart the bundle org.ussl.store." + kind
                        + ", or the gateway, to open the other one");
            }
        });
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
