// SPDX-License-Identifier: Apache-2.0
package org.ussl.example.store.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Component;
import org.ussl.credential.Change;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.KeyMaterial;
import org.ussl.credential.spi.PendingCredential;

/**
 * A store that forgets everything when it stops, for a gateway that is given its credentials at each start. Its ranking
 * puts it before {@code org.ussl.store.file}.
 */
@Component(service = CredentialStore.class, property = "service.ranking:Integer=100")
public final class MemoryStore implements CredentialStore {
    private static final Logger LOG = System.getLogger(MemoryStore.class.getName());

    private final Map<String, Shelf> shelves = new HashMap<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    @Override
    public synchronized Set<String> profiles() {
        return shelves.entrySet().stream()
                .filter(shelf -> !shelf.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    @Override
    public synchronized Optional<CredentialVersion> current(String profile) {
        return shelf(profile).current();
    }

    @Override
    public synchronized List<CredentialVersion> history(String profile) {
        return shelf(profile).history();
    }

    @Override
    public synchronized PendingCredential pending(String profile) {
        return shelf(profile).pending();
    }

    @Override
    public synchronized void hold(String profile, List<X509Certificate> chain) {
        shelfToFill(profile).hold(chain);
    }

    @Override
    public synchronized void hold(String profile, KeyMaterial key) throws CredentialStoreException {
        shelfToFill(profile).hold(MemoryKey.of(key));
    }

    @Override
    public synchronized boolean drop(String profile, CredentialPart part) {
        return part == CredentialPart.CERT
                ? shelf(profile).dropChain()
                : shelf(profile).dropKey();
    }

    @Override
    public CredentialVersion commit(String profile, CredentialUpdate update) throws CredentialStoreException {
        CredentialVersion version;
        synchronized (this) {
            version = shelfToFill(profile).commit(update);
        }
        tell(profile);
        return version;
    }

    @Override
    public CredentialVersion rollback(String profile, long revision) {
        return rollback(profile, revision, Origin.UNKNOWN);
    }

    @Override
    public CredentialVersion rollback(String profile, long revision, Origin origin) {
        CredentialVersion version;
        synchronized (this) {
            version = shelf(profile).rollback(revision, Change.rollback(revision, origin));
        }
        tell(profile);
        return version;
    }

    @Override
    public Subscription subscribe(Consumer<String> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /**
     * After the change is visible, and without the lock: listeners look at the store. The change is made, whatever they
     * do.
     */
    private void tell(String profile) {
        for (Consumer<String> listener : listeners) {
            try {
                listener.accept(profile);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "a listener failed for {0}: {1}", profile, e);
            }
        }
    }

    private Shelf shelf(String profile) {
        return shelves.getOrDefault(profile, new Shelf(profile));
    }

    private Shelf shelfToFill(String profile) {
        return shelves.computeIfAbsent(profile, Shelf::new);
    }
}
