// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator how a connection fares: each change once. */
final class Chronicle {
    private static final Logger LOG = LoggerFactory.getLogger(Chronicle.class);

    private Settings settings;
    /** Those that were told since it was up last; two that take turns are not to fill the log. */
    private final Set<String> reasons = new HashSet<>();

    private long swapBegan;

    Chronicle(Settings settings) {
        this.settings = settings;
    }

    /** The next connection is made with other settings. */
    void configured(Settings next) {
        settings = next;
        reasons.clear();
        swapBegan = 0;
    }

    void swapBegins() {
        swapBegan = System.nanoTime();
    }

    void connected(long revision) {
        reasons.clear();
        if (swapBegan == 0) {
            LOG.info(
                    "{}: connected to {} with MQTT {}, revision {} of profile {}",
                    settings.name(),
                    settings.broker(),
                    settings.version5() ? "5" : "3.1.1",
                    revision,
                    settings.profile());
        } else {
            LOG.info(
                    "{}: swapped to revision {} of profile {} in {} ms",
                    settings.name(),
                    revision,
                    settings.profile(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - swapBegan));
            swapBegan = 0;
        }
    }

    void broken(boolean wasUp, String reason) {
        if (reasons.add(reason)) {
            LOG.warn(
                    "{}: {} {}: {}",
                    settings.name(),
                    wasUp ? "lost the connection to" : "cannot connect to",
                    settings.broker(),
                    reason);
        }
    }
}
