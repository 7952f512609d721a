// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;

class TlsFactoriesTest {
    private final SSLSocketFactory first = new FollowingFactory(null);
    private final SSLSocketFactory second = new FollowingFactory(null);
    private final TlsFactories factories = new TlsFactories();

    private static Map<String, ?> properties(long id, int ranking, long revision) {
        return Map.of("ussl.profile", "plant", "service.id", id, "service.ranking", ranking, "ussl.revision", revision);
    }

    @Test
    void takesTheHighestRankingAndThenTheOldest() {
        factories.put(first, properties(1, 0, 1));
        factories.put(second, properties(2, 0, 2));
        assertThat(factories.newest("plant").factory()).isSameAs(first);
        factories.put(second, properties(2, 5, 2));
        assertThat(factories.newest("plant").factory()).isSameAs(second);
        factories.remove(properties(2, 5, 2));
        assertThat(factories.newest("plant").factory()).isSameAs(first);
    }

    @Test
    void ignoresOtherProfilesAndDropsOneThatChangesItsProfile() {
        factories.put(first, Map.of("ussl.profile", "other", "service.id", 1L));
        assertThat(factories.newest("plant")).isNull();
        factories.put(first, properties(1, 0, 1));
        factories.put(first, Map.of("ussl.profile", "other", "service.id", 1L));
        assertThat(factories.newest("plant")).isNull();
    }

    @Test
    void tellsVersionsApartByRevisionAndFingerprint() {
        TlsVersion version = new TlsVersion(first, 3, "aa");
        assertThat(version.sameAs(new TlsVersion(second, 3, "aa"))).isTrue();
        assertThat(version.sameAs(new TlsVersion(first, 4, "aa"))).isFalse();
        assertThat(version.sameAs(new TlsVersion(first, 3, "bb"))).isFalse();
    }
}
