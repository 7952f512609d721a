// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.spi.CredentialStore.Subscription;

/** Who wants to hear of changes. */
final class Subscriptions {

    private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);

    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    Subscription add(Consumer<String> listener) {
        Entry entry = new Entry(listener);
        entries.add(entry);
        return entry;
    }

    /** Tells all. One that throws is logged, and the others are still told. */
    void tell(String profile) {
        for (Entry entry : entries) {
            try {
                entry.tell(profile);
            } catch (RuntimeException e) {
                LOG.warn("{}: a listener failed to follow the change; it may still use the old version", profile, e);
            }
        }
    }

    private final class Entry implements Subscription {

        private final Consumer<String> listener;
        private volatile boolean closed;

        Entry(Consumer<String> listener) {
            this.listener = listener;
        }

        void tell(String profile) {
            // Asked again here, because tell() above may walk a list from before close(). No lock around the call: a
            // listener that waits for the thread that closes it would never end.
            if (!closed) {
                listener.accept(profile);
            }
        }

        @Override
        public void close() {
            closed = true;
            entries.remove(this);
        }
    }
}
