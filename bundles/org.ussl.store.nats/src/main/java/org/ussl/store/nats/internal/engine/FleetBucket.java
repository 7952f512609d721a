// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.Republish;
import io.nats.client.support.NatsKeyValueUtil;

/** What a fleet's bucket is, for both sides. */
public final class FleetBucket {

    private static final int HISTORY = 4;
    private static final String ALL = "to.>";

    private FleetBucket() {}

    /**
     * The bucket of a fleet, to be made. It can be read key by key, as the library has it, and rings: as soon as it has
     * taken a delivery, whoever listens to {@link #rings} is told the key and the revision.
     *
     * @param fleet the fleet's name
     * @return what is left to say, its replicas for example, says the caller
     */
    public static KeyValueConfiguration.Builder of(String fleet) {
        return KeyValueConfiguration.builder(fleet).maxHistoryPerKey(HISTORY).republish(ringing(fleet));
    }

    /**
     * What makes a bucket ring.
     *
     * @param fleet the fleet's name
     * @return for its configuration
     */
    public static Republish ringing(String fleet) {
        return Republish.builder()
                .source(NatsKeyValueUtil.toKeyPrefix(fleet) + ALL)
                .destination(prefix(fleet) + ALL)
                .headersOnly(true)
                .build();
    }

    /**
     * Where it rings when something was put for a gateway.
     *
     * @param fleet the fleet's name
     * @param gateway the gateway's name
     * @return a pattern of subjects, whose ends are those of the keys
     */
    static String rings(String fleet, String gateway) {
        return prefix(fleet) + BucketKeys.deliveries(gateway);
    }

    /** Not one of the bucket's own subjects, which do not leave the domain of their JetStream for a leaf node. */
    static String prefix(String fleet) {
        return "ussl." + fleet + ".";
    }
}
