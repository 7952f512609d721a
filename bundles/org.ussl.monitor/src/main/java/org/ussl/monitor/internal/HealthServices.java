// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/** The checks in the service registry: for Felix' health checks, if they are there or come, and for shells. */
final class HealthServices implements AutoCloseable {

    private static final String TYPE = "org.apache.felix.hc.api.HealthCheck";

    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

    HealthServices(BundleContext context, GatewayHealth health) {
        for (GatewayCheck check : health.checks()) {
            Dictionary<String, Object> properties = new Hashtable<>(Map.of(
                    "hc.name", "ussl " + check.name(), "hc.tags", new String[] {"ussl", "ussl-" + check.name()}));
            registrations.add(context.registerService(TYPE, new Checks(check), properties));
        }
        registrations.add(context.registerService(
                HealthCommand.class,
                new HealthCommand(health),
                new Hashtable<>(Map.of(HealthCommand.SCOPE, "ussl", HealthCommand.FUNCTION, new String[] {"health"}))));
    }

    @Override
    public void close() {
        registrations.forEach(ServiceRegistration::unregister);
        registrations.clear();
    }

    private record Checks(GatewayCheck check) implements ServiceFactory<Object> {
        @Override
        public Object getService(Bundle bundle, ServiceRegistration<Object> self) {
            return new FelixHealthCheck(check);
        }

        @Override
        public void ungetService(Bundle bundle, ServiceRegistration<Object> self, Object service) {
            // Nothing is kept for an executor.
        }
    }
}
