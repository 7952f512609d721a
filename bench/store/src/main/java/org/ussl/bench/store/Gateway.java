// SPDX-License-Identifier: Apache-2.0
package org.ussl.bench.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.spi.CredentialStore;

/** Intake and file store as they are deployed: their bundles in Felix. */
final class Gateway implements AutoCloseable {
    /** Shared between the framework and this class path, so that services can be called without reflection. */
    private static final String SHARED = Stream.of("org.ussl.credential", "org.ussl.credential.spi")
            .map(name -> name + ";version=0.1.0,")
            .reduce("", String::concat);

    private final Path root;
    private final Framework framework;

    Gateway(Path root) throws Exception {
        this.root = root;
        framework = new FrameworkFactory()
                .newFramework(
                        Map.of(
                                Constants.FRAMEWORK_STORAGE,
                                root.resolve("felix").toString(),
                                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                                SHARED
                                        + "org.osgi.service.cm;version=1.6.1,org.slf4j;version=2.0.17,org.jspecify.annotations;version=1.0.0"));
        framework.start();
        BundleContext context = framework.getBundleContext();
        List<Bundle> bundles = new ArrayList<>();
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("ussl.bench.bundles")))) {
            for (Path jar : jars.sorted().toList()) {
                bundles.add(context.installBundle(jar.toUri().toString()));
            }
        }
        for (Bundle bundle : bundles) {
            bundle.start();
        }
        ConfigurationAdmin configurations = await(ConfigurationAdmin.class);
        configurations
                .getConfiguration("org.ussl.store.file", "?")
                .update(new Hashtable<>(Map.of("folder", folder().toString())));
        configurations
                .getConfiguration("org.ussl.intake", "?")
                .update(new Hashtable<>(
                        Map.of("auditFile", root.resolve("audit.log").toString())));
    }

    private Path folder() {
        return root.resolve("credentials");
    }

    /** Where a profile lies. */
    Path file(String profile) {
        return folder().resolve(profile + ".cms");
    }

    CredentialStore store() throws Exception {
        return await(CredentialStore.class);
    }

    /** The intake, when it has a store and its configuration. */
    CredentialIntake intake() throws Exception {
        store();
        return await(CredentialIntake.class);
    }

    /** Takes the store away. */
    void stopStore() throws Exception {
        storeBundle().stop();
    }

    /** Brings the store back; it is there when this returns. */
    void startStore() throws Exception {
        storeBundle().start();
        store();
    }

    private Bundle storeBundle() {
        return Stream.of(framework.getBundleContext().getBundles())
                .filter(bundle -> "org.ussl.store.file".equals(bundle.getSymbolicName()))
                .findAny()
                .orElseThrow();
    }

    private <T> T await(Class<T> type) throws Exception {
        ServiceTracker<T, T> tracker = new ServiceTracker<>(framework.getBundleContext(), type, null);
        // Left open: Configuration Admin gives each bundle a service of its own, which ends with its use.
        tracker.open();
        T service = tracker.waitForService(60_000);
        if (service == null) {
            throw new IllegalStateException(type.getName() + " did not come up");
        }
        return service;
    }

    @Override
    public void close() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }
}
