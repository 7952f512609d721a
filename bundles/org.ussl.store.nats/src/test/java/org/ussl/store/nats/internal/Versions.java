// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ussl.credential.Change;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.Credentials;
import org.ussl.credential.Origin;

/** The versions of whatever profile is asked for, as numbers alone. */
public final class Versions implements Credentials {

    final List<String> rollbacks = new ArrayList<>();
    private final List<CredentialInfo> newestFirst = new CopyOnWriteArrayList<>();

    void commit() {
        add(Change.UNKNOWN);
    }

    private CredentialInfo add(Change change) {
        newestFirst.replaceAll(info -> info("line-3", info.revision(), false, info.change()));
        CredentialInfo info = info("line-3", newestFirst.size() + 1, true, change);
        newestFirst.add(0, info);
        return info;
    }

    private static CredentialInfo info(String profile, long revision, boolean inUse, Change change) {
        return new CredentialInfo(
                profile, revision, Instant.EPOCH, List.of(), List.of(), List.of(), inUse, Set.of(), List.of(), change);
    }

    @Override
    public List<CredentialInfo> profiles() {
        throw new AssertionError("nobody asked for all");
    }

    @Override
    public List<CredentialInfo> history(String profile) {
        return newestFirst;
    }

    @Override
    public CredentialInfo rollback(String profile, long revision) {
        throw new AssertionError("nobody told who does it");
    }

    @Override
    public CredentialInfo rollback(String profile, long revision, Origin origin) {
        rollbacks.add(profile + " to " + revision + " by " + origin);
        return add(Change.rollback(revision, origin));
    }
}
