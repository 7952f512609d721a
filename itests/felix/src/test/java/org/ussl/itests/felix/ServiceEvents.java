// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;

/** What happens to services from the moment that this is made; as a consumer of them would live through it. */
final class ServiceEvents implements ServiceListener {
    private final BlockingQueue<ServiceEvent> events = new LinkedBlockingQueue<>();

    ServiceEvents(BundleContext context, Class<?> type, String filter) throws InvalidSyntaxException {
        context.addServiceListener(this, "(&(objectClass=" + type.getName() + ")" + filter + ")");
    }

    @Override
    public void serviceChanged(ServiceEvent event) {
        events.add(event);
    }

    /** Waits until a service goes; what else happens is passed over. */
    void awaitRemoval() throws InterruptedException {
        while (next().getType() != ServiceEvent.UNREGISTERING) {
            // Passed over.
        }
    }

    /** Waits for the next change of properties and fails if anything else comes. */
    ServiceEvent awaitModification() throws InterruptedException {
        ServiceEvent event = next();
        if (event.getType() != ServiceEvent.MODIFIED) {
            throw new AssertionError("a service came or went: " + event);
        }
        return event;
    }

    private ServiceEvent next() throws InterruptedException {
        ServiceEvent event = events.poll(20, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("nothing happened within 20 s");
        }
        return event;
    }
}
