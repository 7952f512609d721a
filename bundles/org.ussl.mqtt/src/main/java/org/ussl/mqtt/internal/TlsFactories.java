// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** The socket factories that are registered for profiles; of a profile, the one with the highest ranking counts. */
final class TlsFactories {
    static final String PROFILE = "ussl.profile";
    static final String REVISION = "ussl.revision";
    static final String FINGERPRINT = "ussl.fingerprint";

    private static final String ID = "service.id";
    private static final String RANKING = "service.ranking";

    private final Map<Long, Candidate> candidates = new HashMap<>();

    /** Adds a service, or takes note of its new properties. */
    synchronized void put(SSLSocketFactory factory, Map<String, ?> properties) {
        if (properties.get(PROFILE) instanceof String profile) {
            String fingerprint = properties.get(FINGERPRINT) instanceof String text ? text : "";
            candidates.put(
                    number(properties, ID, 0),
                    new Candidate(
                            profile,
                            new TlsVersion(factory, number(properties, REVISION, -1), fingerprint),
                            number(properties, RANKING, 0),
                            number(properties, ID, 0)));
        } else {
            remove(properties);
        }
    }

    synchronized void remove(Map<String, ?> properties) {
        candidates.remove(number(properties, ID, 0));
    }

    /** The one to connect with; null while the profile is not complete. */
    synchronized @Nullable TlsVersion newest(String profile) {
        return candidates.values().stream()
                .filter(candidate -> candidate.profile().equals(profile))
                .max(Comparator.comparingLong(Candidate::ranking)
                        .thenComparing(Comparator.comparingLong(Candidate::id).reversed()))
                .map(Candidate::version)
                .orElse(null);
    }

    private static long number(Map<String, ?> properties, String key, long absent) {
        return properties.get(key) instanceof Number number ? number.longValue() : absent;
    }

    private record Candidate(String profile, TlsVersion version, long ranking, long id) {}
}
