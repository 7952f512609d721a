// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.net.InetSocketAddress;
import java.util.Dictionary;
import java.util.Hashtable;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** The service that tells where the drop box listens, for as long as it does. */
final class ListeningMarker implements DropBoxServer.Observer {

    static final String PROPERTY = "ussl.ftp";

    private final BundleContext context;
    private @Nullable ServiceRegistration<InetSocketAddress> registered;

    ListeningMarker(BundleContext context) {
        this.context = context;
    }

    @Override
    public synchronized void listening(InetSocketAddress address, @Nullable InetSocketAddress implicitTls) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(PROPERTY, true);
        properties.put("port", address.getPort());
        registered = context.registerService(InetSocketAddress.class, address, properties);
    }

    @Override
    public synchronized void stopped() {
        ServiceRegistration<InetSocketAddress> registration = registered;
        registered = null;
        if (registration != null) {
            registration.unregister();
        }
    }
}
