// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.ussl.credential.CredentialPath;

/**
 * Of which profiles a gateway was sent something, for a gateway that comes back and may read no more of the bucket than
 * its own keys, one by one. Nobody signs it: who can write it can keep values back as well, and no more comes of it
 * than that.
 *
 * @param names the profiles' names
 */
public record SentProfiles(SortedSet<String> names) {

    /** More than any gateway has use for; a bound for what a hostile engine can have a gateway ask for. */
    static final int MOST = 256;

    private static final int MAX_BYTES = 64 * 1024;
    private static final int ATTEMPTS = 100;

    /** Keeps what it is given. */
    public SentProfiles {
        names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }

    /**
     * Reads one.
     *
     * @param value what the engine has; empty if it has nothing
     * @return it, without what is no profile's name, and without what is too much
     */
    public static SentProfiles parse(byte[] value) {
        TreeSet<String> names = new TreeSet<>();
        if (value.length <= MAX_BYTES) {
            new String(value, StandardCharsets.UTF_8)
                    .lines()
                    .filter(CredentialPath::isProfileName)
                    .limit(MOST)
                    .forEach(names::add);
        }
        return new SentProfiles(names);
    }

    /**
     * Notes a profile for its gateway, before the first delivery is put. Whoever stops in between has done no harm.
     * Blocks on the engine.
     *
     * @param bucket the fleet's
     * @param gateway the gateway's name
     * @param profile the profile's name
     * @throws IOException if the engine does not answer, the gateway has too many profiles, or others never cease to
     *     note theirs
     * @throws JetStreamApiException if the engine refuses it
     */
    public static void note(KeyValue bucket, String gateway, String profile) throws IOException, JetStreamApiException {
        String key = BucketKeys.sent(gateway);
        for (int attempt = 1; ; attempt++) {
            KeyValueEntry there = bucket.get(key);
            byte[] value = there == null || there.getOperation() != KeyValueOperation.PUT ? null : there.getValue();
            TreeSet<String> names =
                    new TreeSet<>(parse(value == null ? new byte[0] : value).names());
            if (!names.add(profile)) {
                return;
            }
            if (names.size() > MOST) {
                throw new IOException(gateway + " was sent " + MOST + " profiles, and takes no more");
            }
            try {
                var unused =
                        bucket.update(key, new SentProfiles(names).bytes(), there == null ? 0 : there.getRevision());
                return;
            } catch (JetStreamApiException e) {
                // Another operator has noted one in between.
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private byte[] bytes() {
        return (String.join("\n", names) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
