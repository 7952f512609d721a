// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns once of each peer that is not verified, in full or in part; remembers a bounded number of them. */
final class UnverifiedPeers {
    private static final Logger LOG = LoggerFactory.getLogger(UnverifiedPeers.class);
    private static final int CAPACITY = 1024;

    private final Set<String> unverified = boundedSet();
    private final Set<String> unnamed = boundedSet();

    void certificateNotVerified(String peer) {
        if (unverified.add(peer)) {
            LOG.warn("{}: connected with certReqs=NONE, so this peer is not verified and may be anybody", peer);
        }
    }

    void nameNotChecked(String peer) {
        if (unnamed.add(peer)) {
            LOG.warn(
                    "{}: connected with checkHostname=false, so any holder of a trusted certificate may be this peer",
                    peer);
        }
    }

    private static Set<String> boundedSet() {
        return Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > CAPACITY;
            }
        }));
    }
}
