// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The whole state of a profile as it is sealed, keys included, all in DER. It lives for the time of one change. Whoever
 * read it closes it, which overwrites the keys; records derived from it share them.
 *
 * @param profile the profile's name
 * @param lastRevision the highest revision that was ever used, 0 if none was
 * @param versions newest first; the first is in use
 * @param waitingChain the chain that waits for its key; empty if none does
 * @param waitingKey the key that waits for its chain
 */
record ProfileRecord(
        String profile,
        long lastRevision,
        List<Version> versions,
        List<byte[]> waitingChain,
        @Nullable WaitingKey waitingKey)
        implements AutoCloseable {

    ProfileRecord {
        versions = List.copyOf(versions);
        waitingChain = List.copyOf(waitingChain);
    }

    static ProfileRecord empty(String profile) {
        return new ProfileRecord(profile, 0, List.of(), List.of(), null);
    }

    Optional<Version> inUse() {
        return versions.stream().findFirst();
    }

    Optional<Version> version(long revision) {
        return versions.stream().filter(v -> v.revision() == revision).findFirst();
    }

    /** This, with one more version in use, and no more than {@code keep} in all. */
    ProfileRecord withVersion(Version version, int keep) {
        List<Version> all = new ArrayList<>(versions);
        all.add(0, version);
        return new ProfileRecord(
                profile, version.revision(), all.subList(0, Math.min(keep, all.size())), waitingChain, waitingKey);
    }

    ProfileRecord withWaiting(List<byte[]> chain, @Nullable WaitingKey key) {
        return new ProfileRecord(profile, lastRevision, versions, chain, key);
    }

    @Override
    public void close() {
        for (Version version : versions) {
            Pkcs8Key key = version.key();
            if (key != null) {
                key.close();
            }
        }
        if (waitingKey != null) {
            waitingKey.key().close();
        }
    }

    @Override
    public String toString() {
        return profile + " up to revision " + lastRevision;
    }

    /**
     * One version.
     *
     * @param key the key of the chain's first certificate; {@code null} just if there is no chain
     */
    record Version(
            long revision,
            Instant committedAt,
            List<byte[]> trustAnchors,
            List<byte[]> crls,
            List<byte[]> chain,
            @Nullable Pkcs8Key key) {

        Version {
            trustAnchors = List.copyOf(trustAnchors);
            crls = List.copyOf(crls);
            chain = List.copyOf(chain);
        }

        /** The same content as a new version. */
        Version again(long newRevision, Instant now) {
            return new Version(newRevision, now, trustAnchors, crls, chain, key);
        }

        @Override
        public String toString() {
            return "revision " + revision;
        }
    }

    /**
     * A key that waits. Its public half is kept beside it, because not every key in PKCS#8 tells it.
     *
     * @param publicKey SubjectPublicKeyInfo
     * @param key the key itself
     */
    record WaitingKey(byte[] publicKey, Pkcs8Key key) {}
}
