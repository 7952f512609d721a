// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our MBeans, in the JVM's server. What is registered here is taken away by {@link #close}, and nothing else: the names
 * are the JVM's, where another gateway may live as well.
 */
final class ManagementBeans implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ManagementBeans.class);
    private static final String DOMAIN = "org.ussl:type=";

    private final Supplier<MBeanServer> servers;
    private final Map<ObjectName, Object> fixed = new HashMap<>();
    private final Profiles profiles;

    // Guarded by this.
    private final Set<ObjectName> registered = new HashSet<>();
    private final Set<ObjectName> taken = new HashSet<>();
    private boolean closed;

    /** Makes them of what is shown always, by type, and of the profiles. */
    ManagementBeans(Supplier<MBeanServer> servers, Map<String, Object> beans, Profiles profiles) {
        this.servers = servers;
        this.profiles = profiles;
        beans.forEach((type, bean) -> fixed.put(name(type), bean));
    }

    /** The profiles of the moment, each with its bean. */
    interface Profiles {
        /** Their names. */
        Set<String> names();

        /** Shows one. */
        Object bean(String name);
    }

    /** Registers what is there and not registered, and takes away profiles that are gone. */
    synchronized void refresh() {
        if (closed) {
            return;
        }
        MBeanServer server = servers.get();
        Map<ObjectName, Supplier<Object>> wanted = new HashMap<>();
        fixed.forEach((name, bean) -> wanted.put(name, () -> bean));
        for (String profile : profiles.names()) {
            wanted.put(name("Profile,name=" + ObjectName.quote(profile)), () -> profiles.bean(profile));
        }
        for (ObjectName name : Set.copyOf(registered)) {
            if (!wanted.containsKey(name)) {
                unregister(server, name);
            }
        }
        wanted.forEach((name, bean) -> {
            if (!registered.contains(name)) {
                register(server, name, bean.get());
            }
        });
    }

    private void register(MBeanServer server, ObjectName name, Object bean) {
        try {
            server.registerMBean(bean, name);
            registered.add(name);
        } catch (JMException e) {
            // Told once: it is tried again with each change.
            if (taken.add(name)) {
                LOG.warn("{} is not shown by JMX: {}", name, e.toString());
            }
        }
    }

    private void unregister(MBeanServer server, ObjectName name) {
        registered.remove(name);
        try {
            server.unregisterMBean(name);
        } catch (JMException e) {
            LOG.debug("{} was taken away by somebody else", name, e);
        }
    }

    private static ObjectName name(String type) {
        try {
            return new ObjectName(DOMAIN + type);
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException(type, e);
        }
    }

    /** Takes all of them away; {@link #refresh} does nothing any more. */
    @Override
    public synchronized void close() {
        closed = true;
        if (!registered.isEmpty()) {
            MBeanServer server = servers.get();
            Set.copyOf(registered).forEach(name -> unregister(server, name));
        }
    }
}
