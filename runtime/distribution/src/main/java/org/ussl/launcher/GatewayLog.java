// SPDX-License-Identifier: Apache-2.0
package org.ussl.launcher;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogReaderService;
import org.osgi.util.tracker.ServiceTracker;

/**
 * The one log. SLF4J and java.util.logging write to it by themselves; this class brings in the entries of OSGi's
 * LogService, where SCR tells why a component did not come up, and the framework's own errors.
 */
final class GatewayLog {
    private GatewayLog() {}

    /** Reads {@code logging.properties}. */
    static GatewayLog open(Settings settings) throws IOException {
        // Before the first logger, a static one of this class included: the JDK's own manager closes all handlers while
        // the bundles are still stopping.
        System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
        Files.createDirectories(settings.data().resolve("log"));
        Path file = settings.conf().resolve("logging.properties");
        String text = settings.substitute(Files.readString(file, StandardCharsets.ISO_8859_1));
        LogManager.getLogManager()
                .readConfiguration(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
        return new GatewayLog();
    }

    /** Takes in what bundles and framework report; the framework must be initialised. */
    void follow(Framework framework) {
        BundleContext context = framework.getBundleContext();
        Logger errors = Logger.getLogger("org.osgi.framework");
        context.addFrameworkListener(event -> {
            if (event.getType() == FrameworkEvent.ERROR) {
                errors.log(Level.SEVERE, event.getBundle().getSymbolicName(), event.getThrowable());
            }
        });
        new ServiceTracker<LogReaderService, LogReaderService>(context, LogReaderService.class, null) {
            @Override
            public LogReaderService addingService(ServiceReference<LogReaderService> reference) {
                LogReaderService reader = super.addingService(reference);
                reader.addLogListener(GatewayLog::write);
                return reader;
            }
        }.open();
    }

    /** Writes out and closes the handlers. */
    void close() {
        if (LogManager.getLogManager() instanceof LastingLogManager manager) {
            manager.close();
        }
    }

    private static void write(LogEntry entry) {
        // Every bundle, service and framework event is an entry too; those are of use to a debugger only.
        if (entry.getLoggerName().startsWith("Events.")) {
            return;
        }
        String name = entry.getBundle() == null ? "osgi" : entry.getBundle().getSymbolicName();
        Logger.getLogger(name).log(level(entry.getLogLevel()), entry.getMessage(), entry.getException());
    }

    private static Level level(LogLevel level) {
        return switch (level) {
            case AUDIT, ERROR -> Level.SEVERE;
            case WARN -> Level.WARNING;
            case INFO -> Level.INFO;
            case DEBUG -> Level.FINE;
            case TRACE -> Level.FINEST;
        };
    }
}
