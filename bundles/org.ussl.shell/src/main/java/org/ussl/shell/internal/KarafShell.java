// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Brings the commands to Karaf's shell once more, with completion: as Gogo commands they are there already, but Karaf
 * completes only what knows its interfaces. Those are imported optionally; elsewhere than in Karaf there is no such
 * service, and {@link KarafCommand} is never loaded. Hence a tracker by name, because a reference of the declarative
 * services needs the class.
 */
@Component(
        service = {},
        immediate = true)
public final class KarafShell {

    private static final String SESSION_FACTORY = "(objectClass=org.apache.karaf.shell.api.console.SessionFactory)";

    /** Each command, with what takes it back from Karaf. */
    private final Map<ShellCommand<?>, Runnable> commands = new HashMap<>();

    private final ServiceTracker<Object, Object> shells;
    private @Nullable Object shell;

    /**
     * Prepares to look for Karaf's shell.
     *
     * @param context this bundle's
     * @throws InvalidSyntaxException never, because the filter is a constant
     */
    @Activate
    public KarafShell(BundleContext context) throws InvalidSyntaxException {
        shells = new ServiceTracker<>(context, context.createFilter(SESSION_FACTORY), null) {
            @Override
            public Object addingService(ServiceReference<Object> reference) {
                Object service = super.addingService(reference);
                found(service);
                return service;
            }

            @Override
            public void removedService(ServiceReference<Object> reference, Object service) {
                lost(service);
                super.removedService(reference, service);
            }
        };
    }

    @Activate
    void start() {
        shells.open();
    }

    @Reference(
            service = ShellCommand.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void bindCommand(ShellCommand<?> command) {
        commands.put(command, register(command));
    }

    synchronized void unbindCommand(ShellCommand<?> command) {
        Runnable back = commands.remove(command);
        if (back != null) {
            back.run();
        }
    }

    private synchronized void found(Object service) {
        if (shell == null) {
            shell = service;
            commands.replaceAll((command, nothing) -> register(command));
        }
    }

    private synchronized void lost(Object service) {
        if (shell == service) {
            commands.values().forEach(Runnable::run);
            shell = null;
            commands.replaceAll((command, done) -> register(command));
        }
    }

    private Runnable register(ShellCommand<?> command) {
        Object known = shell;
        return known == null ? () -> {} : KarafCommand.register(known, command);
    }

    @Deactivate
    void stop() {
        shells.close();
    }
}
