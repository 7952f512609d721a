// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal.shell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Brings the tool's commands to Gogo, and to Karaf's shell once more, which completes only what knows its interfaces
 * and reads a passphrase without an echo. Those are imported optionally: elsewhere than in Karaf there is no such
 * service, and {@link KarafCommand} is never loaded. Hence a tracker by name, because a reference of the declarative
 * services needs the class.
 */
@Component(
        service = {},
        immediate = true)
public final class OperatorShell {

    private static final String SCOPE = "fleet";
    private static final String SESSION_FACTORY = "(objectClass=org.apache.karaf.shell.api.console.SessionFactory)";

    private final List<SessionCommand> commands = SessionCommand.all();
    private final List<ServiceRegistration<Function>> registrations = new ArrayList<>();

    /** What takes the commands back from each of Karaf's shells, of which there is one. */
    private final Map<Object, List<Runnable>> shells = new HashMap<>();

    private final BundleContext context;
    private final ServiceTracker<Object, Object> tracker;

    /**
     * Prepares to look for Karaf's shell.
     *
     * @param context this bundle's
     * @throws InvalidSyntaxException never, because the filter is a constant
     */
    @Activate
    public OperatorShell(BundleContext context) throws InvalidSyntaxException {
        this.context = context;
        tracker = new ServiceTracker<>(context, context.createFilter(SESSION_FACTORY), null) {
            @Override
            public @Nullable Object addingService(ServiceReference<Object> reference) {
                Object shell = super.addingService(reference);
                if (shell != null) {
                    found(shell);
                }
                return shell;
            }

            @Override
            public void removedService(ServiceReference<Object> reference, Object shell) {
                lost(shell);
                super.removedService(reference, shell);
            }
        };
    }

    @Activate
    void start() {
        tracker.open();
        for (SessionCommand command : commands) {
            Hashtable<String, Object> properties = new Hashtable<>();
            properties.put("osgi.command.scope", SCOPE);
            properties.put("osgi.command.function", command.name());
            registrations.add(context.registerService(Function.class, command, properties));
        }
    }

    private synchronized void found(Object shell) {
        shells.put(
                shell,
                commands.stream()
                        .map(command -> KarafCommand.register(shell, SCOPE, command))
                        .toList());
    }

    private synchronized void lost(Object shell) {
        List<Runnable> back = shells.remove(shell);
        if (back != null) {
            back.forEach(Runnable::run);
        }
    }

    @Deactivate
    void stop() {
        tracker.close();
        registrations.forEach(ServiceRegistration::unregister);
    }
}
