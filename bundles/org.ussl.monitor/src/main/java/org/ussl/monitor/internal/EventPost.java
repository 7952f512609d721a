// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

/** Gives events to EventAdmin, which delivers them in threads of its own. Loaded when there is one. */
final class EventPost {

    private final EventAdmin admin;

    EventPost(Object admin) {
        this.admin = (EventAdmin) admin;
    }

    /** Returns at once. */
    void post(GatewayEvent event) {
        admin.postEvent(new Event(event.topic(), event.properties()));
    }
}
