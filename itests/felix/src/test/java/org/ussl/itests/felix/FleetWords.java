// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

/**
 * What {@code FleetPeer}, outside of OSGi, and the tests inside have in common: nothing here needs the engine's client.
 */
final class FleetWords {
    static final String FLEET = "plant";
    static final String PROFILE = "fleet-line";

    private static final String KEY = "ussl.itests.fleet";

    private FleetWords() {}

    /** The engine's port, the operator's card, and what pushes files; null where there is no nats-server. */
    static Object[] shared() {
        return (Object[]) System.getProperties().get(KEY);
    }

    static void share(Object... all) {
        System.getProperties().put(KEY, all);
    }
}
