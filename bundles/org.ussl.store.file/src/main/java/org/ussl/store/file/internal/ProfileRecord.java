// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.Change;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.spi.Arrival;

/**
 * The whole state of a profile as it is sealed, keys included, all in DER. It lives for the time of one change. Whoever
 * read it closes it, which overwrites the keys; records derived from it share them.
 *
 * @param profile the profile's name
 * @param lastRevision the highest revision that was ever used, 0 if none was
 * @param versions newest first; the first is in use
 * @param waitingChain the chain that waits for its key; empty if none does
 * @param waitingKey the key that waits for its chain
 * @param arrivals when the parts that wait came; none where an earlier release took them
 */
record ProfileRecord(
        String profile,
        long lastRevision,
        List<Version> versions,
        List<byte[]> waitingChain,
        @Nullable WaitingKey waitingKey,
        Map<CredentialPart, Arrival> arrivals)
        implements AutoCloseable {

    ProfileRecord {
        versions = List.copyOf(versions);
        waitingChain = List.copyOf(waitingChain);
        arrivals = Map.copyOf(arrivals);
    }

    static ProfileRecord empty(String profile) {
        return new ProfileRecord(profile, 0, List.of(), List.of(), null, Map.of());
    }

    Optional<Version> inUse() {
        return versions.stream().findFirst();
    }

    Optional<Version> version(long revision) {
        return versions.stream().filter(v -> v.revision() == revision).findFirst();
    }

    /** The keys of all versions, and the one that waits. */
    List<Pkcs8Key> keys() {
        List<Pkcs8Key> all = new ArrayList<>();
        for (Version version : versions) {
            Pkcs8Key key = version.key();
            if (key != null) {
                all.add(key);
            }
        }
        if (waitingKey != null) {
            all.add(waitingKey.key());
        }
        return all;
    }

    /** This, with one more version in use, and no more than {@code keep} in all. */
    ProfileRecord withVersion(Version version, int keep) {
        List<Version> all = new ArrayList<>(versions);
        all.add(0, version);
        return new ProfileRecord(
                profile,
                version.revision(),
                all.subList(0, Math.min(keep, all.size())),
                waitingChain,
                waitingKey,
                arrivals);
    }

    /** This, with a chain that waits from now on. */
    ProfileRecord withWaitingChain(List<byte[]> chain, Arrival arrival) {
        return new ProfileRecord(
                profile, lastRevision, versions, chain, waitingKey, with(CredentialPart.CERT, arrival));
    }

    /** This, with a key that waits from now on. */
    ProfileRecord withWaitingKey(WaitingKey key, Arrival arrival) {
        return new ProfileRecord(profile, lastRevision, versions, waitingChain, key, with(CredentialPart.KEY, arrival));
    }

    /** This, without one of the parts that wait. */
    ProfileRecord withoutWaiting(CredentialPart part) {
        boolean isKey = part == CredentialPart.KEY;
        return new ProfileRecord(
                profile,
                lastRevision,
                versions,
                isKey ? waitingChain : List.of(),
                isKey ? null : waitingKey,
                with(part, null));
    }

    /** This, with nothing that waits. */
    ProfileRecord withoutWaiting() {
        return new ProfileRecord(profile, lastRevision, versions, List.of(), null, Map.of());
    }

    /** This, with revisions that go on above a number. */
    ProfileRecord withLastRevision(long revision) {
        return new ProfileRecord(profile, revision, versions, waitingChain, waitingKey, arrivals);
    }

    /** This, without its oldest version. */
    ProfileRecord withoutOldest() {
        return new ProfileRecord(
                profile, lastRevision, versions.subList(0, versions.size() - 1), waitingChain, waitingKey, arrivals);
    }

    private Map<CredentialPart, Arrival> with(CredentialPart part, @Nullable Arrival arrival) {
        Map<CredentialPart, Arrival> all = new HashMap<>(arrivals);
        all.remove(part);
        if (arrival != null) {
            all.put(part, arrival);
        }
        return all;
    }

    @Override
    public void close() {
        keys().forEach(Pkcs8Key::close);
    }

    @Override
    public String toString() {
        return profile + " up to revision " + lastRevision;
    }

    /**
     * One version.
     *
     * @param key the key of the chain's first certificate; {@code null} just if there is no chain
     * @param change what made it, and who
     */
    record Version(
            long revision,
            Instant committedAt,
            List<byte[]> trustAnchors,
            List<byte[]> crls,
            List<byte[]> chain,
            @Nullable Pkcs8Key key,
            Change change) {

        Version {
            trustAnchors = List.copyOf(trustAnchors);
            crls = List.copyOf(crls);
            chain = List.copyOf(chain);
        }

        /** Whether all was removed. */
        boolean isEmpty() {
            return trustAnchors.isEmpty() && crls.isEmpty() && chain.isEmpty();
        }

        /** The same content as a new version. */
        Version again(long newRevision, Instant now, Change made) {
            return new Version(newRevision, now, trustAnchors, crls, chain, key, made);
        }

        /** The same version with its key elsewhere. */
        Version withKey(@Nullable Pkcs8Key other) {
            return new Version(revision, committedAt, trustAnchors, crls, chain, other, change);
        }

        /** The same version without its identity. */
        Version withoutIdentity() {
            return new Version(revision, committedAt, trustAnchors, crls, List.of(), null, change);
        }

        /** Whether another version shows and trusts the same. */
        boolean isLike(Version other) {
            return isLike(trustAnchors, other.trustAnchors) && isLike(crls, other.crls) && isLike(chain, other.chain);
        }

        private static boolean isLike(List<byte[]> some, List<byte[]> others) {
            return Arrays.deepEquals(some.toArray(), others.toArray());
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
