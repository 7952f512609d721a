// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.tls.TlsService;

/**
 * The TLS service as it is deployed: its bundle and those of the engines in Felix, with a store in memory. There is one
 * for each JVM, and the tests change its configuration from one engine to the next.
 */
final class Gateway {
    private static final long PATIENCE_MILLIS = 30_000;
    private static final String PID = "org.ussl.tls";
    private static final Gateway INSTANCE = new Gateway();

    private final BundleContext context;
    private final Profiles profiles = new Profiles();
    private final ConfigurationAdmin configurations;
    private Map<String, ?> last = Map.of();
    private TlsService service;

    private Gateway() {
        try {
            context = start();
            context.registerService(CredentialStore.class, profiles, null);
            configurations = await(ConfigurationAdmin.class, "(service.pid=*)");
        } catch (IOException | BundleException e) {
            throw new IllegalStateException("the gateway did not start", e);
        }
    }

    static Profiles profiles() {
        return INSTANCE.profiles;
    }

    /** The engines whose bundles the build has. */
    static List<Engine> engines() {
        return Arrays.stream(Engine.values()).filter(INSTANCE::has).toList();
    }

    /** The service on an engine; it is configured anew if it ran on another one. */
    static TlsService tls(Engine engine) {
        return INSTANCE.configured(Map.of("engine", engine.configured()), "(engine=" + engine.configured() + ")");
    }

    /** Takes the service anew, after its bundle was stopped and started. */
    static void anew() {
        INSTANCE.service = INSTANCE.await(TlsService.class, "(service.id=*)");
    }

    /** Configures another component; it is active again when this returns, or not yet. */
    static void configure(String pid, Map<String, ?> values) throws IOException {
        INSTANCE.configurations.getConfiguration(pid, "?").update(new Hashtable<>(values));
    }

    /** One of the bundles under test. */
    static Bundle bundle(String symbolicName) {
        return Arrays.stream(INSTANCE.context.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    private boolean has(Engine engine) {
        return Arrays.stream(context.getBundles())
                .anyMatch(bundle -> engine.bundle().equals(bundle.getSymbolicName()));
    }

    private synchronized TlsService configured(Map<String, ?> values, String filter) {
        if (values.equals(last)) {
            return service;
        }
        try {
            Dictionary<String, Object> wanted = new Hashtable<>(values);
            configurations.getConfiguration(PID, "?").update(wanted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        service = await(TlsService.class, filter);
        last = values;
        return service;
    }

    private <T> T await(Class<T> type, String properties) {
        try {
            String filter = "(&(objectClass=" + type.getName() + ")" + properties + ")";
            // Not closed: it holds the service, and this gateway lives as long as the JVM.
            ServiceTracker<T, T> tracker = new ServiceTracker<>(context, context.createFilter(filter), null);
            tracker.open();
            T service = tracker.waitForService(PATIENCE_MILLIS);
            if (service == null) {
                throw new AssertionError("no service with " + filter + " came");
            }
            return service;
        } catch (InterruptedException | InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static BundleContext start() throws IOException, BundleException {
        Path storage = Files.createTempDirectory(Files.createDirectories(Path.of(property("work"))), "felix");
        Framework framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        storage.toString(),
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        // The contracts are this class path's, so that the tests can call the service.
                        exportsOf(TlsService.class) + "," + exportsOf(ConfigurationAdmin.class)
                                + ",org.slf4j;version=2.0.17,org.jspecify.annotations;version=1.0.0"));
        framework.start();
        BundleContext context = framework.getBundleContext();
        List<Bundle> bundles = new ArrayList<>();
        try (Stream<Path> jars = Files.list(Path.of(property("bundles")))) {
            for (Path jar : jars.sorted().toList()) {
                bundles.add(context.installBundle(jar.toUri().toString()));
            }
        }
        for (Bundle bundle : bundles) {
            bundle.start();
        }
        return context;
    }

    /** What the bundle that a class of this class path comes from exports. */
    private static String exportsOf(Class<?> type) throws IOException {
        String classFile = type.getName().replace('.', '/') + ".class";
        String location = type.getClassLoader().getResource(classFile).toString();
        URI manifest =
                URI.create(location.substring(0, location.length() - classFile.length()) + "META-INF/MANIFEST.MF");
        try (var in = manifest.toURL().openStream()) {
            return new Manifest(in).getMainAttributes().getValue(Constants.EXPORT_PACKAGE);
        }
    }

    private static String property(String name) {
        return System.getProperty("ussl.itests." + name);
    }
}
