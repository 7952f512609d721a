// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A component as Declarative Services would have it, with a registry of its own. */
final class ConfiguredRig implements AutoCloseable {
    /** The services that are registered, the last one last. */
    final List<Connection> services = new CopyOnWriteArrayList<>();

    final Map<String, Object> values = new HashMap<>(Map.of("service.pid", "org.ussl.mqtt~cloud"));
    final FollowingFactory factory;
    final MqttComponent component;

    ConfiguredRig(TestPki pki, Map<String, ?> more) throws IOException {
        values.putAll(more);
        component = new MqttComponent(context(), TestConfig.of(values), values);
        factory = new FollowingFactory(pki.context(pki.client("gw-1")));
        component.bindTls(factory, Map.of("ussl.profile", "default", "service.id", 7L, "ussl.revision", 1L));
        component.start();
    }

    /** What Configuration Admin has from now on. */
    void configure(String key, Object value) throws IOException {
        Map<String, Object> changed = new HashMap<>(values);
        changed.put(key, value);
        component.change(TestConfig.of(changed), changed);
    }

    Connection service() {
        return services.get(services.size() - 1);
    }

    private BundleContext context() {
        return (BundleContext) Proxy.newProxyInstance(
                BundleContext.class.getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, given) -> {
                    Connection registered = (Connection) given[1];
                    services.add(registered);
                    return Proxy.newProxyInstance(
                            BundleContext.class.getClassLoader(),
                            new Class<?>[] {ServiceRegistration.class},
                            (registration, called, none) -> {
                                services.remove(registered);
                                return null;
                            });
                });
    }

    @Override
    public void close() throws InterruptedException {
        component.stop();
    }
}
