// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/**
 * Where the page is, told to the HTTP service by its whiteboard (OSGi Compendium 8, chapter 140). The servlet is made
 * when an HTTP service takes it: without one, nothing of the servlet API is needed or loaded.
 */
final class MetricsEndpoint implements AutoCloseable {

    private static final String SERVLET = "javax.servlet.Servlet";
    private static final String PATTERN = "osgi.http.whiteboard.servlet.pattern";
    private static final String NAME = "osgi.http.whiteboard.servlet.name";

    private final BundleContext context;
    private final MetricsAccess access;
    private final Supplier<String> page;

    // Guarded by this.
    private Optional<String> served = Optional.empty();
    private @Nullable ServiceRegistration<?> registration;

    MetricsEndpoint(BundleContext context, MetricsAccess access, Supplier<String> page) {
        this.context = context;
        this.access = access;
        this.page = page;
    }

    /** Moves the page to a path, or takes it away. */
    synchronized void serve(Optional<String> path) {
        if (!path.equals(served)) {
            close();
            served = path;
            path.ifPresent(this::register);
        }
    }

    private void register(String path) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(PATTERN, path);
        properties.put(NAME, "ussl-metrics");
        registration = context.registerService(SERVLET, new Servlets(), properties);
    }

    /** Takes the page away. */
    @Override
    public synchronized void close() {
        served = Optional.empty();
        ServiceRegistration<?> known = registration;
        registration = null;
        if (known != null) {
            known.unregister();
        }
    }

    private final class Servlets implements ServiceFactory<Object> {
        @Override
        public Object getService(Bundle bundle, ServiceRegistration<Object> self) {
            return new MetricsServlet(access, page);
        }

        @Override
        public void ungetService(Bundle bundle, ServiceRegistration<Object> self, Object service) {
            // Nothing is kept for a reader.
        }
    }
}
