// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.web;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.util.tracker.ServiceTracker;

/** A Felix with the gateway's bundles, Jetty and one of the consoles, in this JVM. */
final class WebGateway implements AutoCloseable {
    static final String USER = "operator";
    static final String PASSWORD = "correct horse";
    private static final long PATIENCE_MILLIS = 60_000;
    private static final String LOGGING =
            "org.slf4j;version=%1$s,org.slf4j.event;version=%1$s,org.slf4j.helpers;version=%1$s,org.slf4j.spi;version=%1$s";

    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, Hashtable<String, String>> configurations = new HashMap<>();
    private final List<Bundle> later = new ArrayList<>();
    private Framework framework;

    /** Prepares one that keeps its files in an empty folder. */
    WebGateway(Path home) {
        configure("org.ussl.store.file", "folder", home.resolve("credentials").toString());
        set(Constants.FRAMEWORK_STORAGE, home.resolve("cache").toString());
        set(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, LOGGING.formatted("1.7.36") + "," + LOGGING.formatted("2.0.17"));
        set("felix.service.urlhandlers", "false");
        set("org.apache.felix.http.host", "127.0.0.1");
        set("org.osgi.service.http.port", "0");
        set("felix.webconsole.username", USER);
        set("felix.webconsole.password", PASSWORD);
    }

    /** Sets a property of the framework, before the start. */
    WebGateway set(String name, String value) {
        properties.put(name, value);
        return this;
    }

    /** Sets a value of a configuration, before the start. */
    WebGateway configure(String pid, String key, String value) {
        configurations.put(pid, new Hashtable<>(Map.of(key, value)));
        return this;
    }

    /** Starts all but Jetty and the console. */
    WebGateway start(String console) throws BundleException, IOException {
        framework = new FrameworkFactory().newFramework(properties);
        framework.start();
        Path target = Path.of(System.getProperty("ussl.itests.target"));
        List<Bundle> now = new ArrayList<>();
        try (Stream<Path> jars = Files.list(target.resolve("bundles"))) {
            for (Path jar : jars.sorted().toList()) {
                (jar.toString().contains("http.jetty") ? later : now).add(install(jar));
            }
        }
        later.add(install(target.resolve("consoles").resolve(console + ".jar")));
        bundle("org.apache.felix.configadmin").start();
        configure();
        for (Bundle bundle : now) {
            bundle.start();
        }
        return this;
    }

    /** A service whose type is another one inside of the framework than on the tests' class path. */
    private ServiceReference<?> service(String type) {
        try {
            return Objects.requireNonNull(context().getAllServiceReferences(type, null), type)[0];
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private void configure() {
        configurations.forEach(this::update);
    }

    /** Gives a PID another configuration, of one value. */
    void reconfigure(String pid, String key, String value) {
        update(pid, new Hashtable<>(Map.of(key, value)));
    }

    private void update(String pid, Hashtable<String, String> values) {
        try {
            ServiceReference<?> admin = service("org.osgi.service.cm.ConfigurationAdmin");
            Class<?> type = admin.getBundle().loadClass("org.osgi.service.cm.ConfigurationAdmin");
            Class<?> each = admin.getBundle().loadClass("org.osgi.service.cm.Configuration");
            Object configuration = type.getMethod("getConfiguration", String.class, String.class)
                    .invoke(context().getService(admin), pid, "?");
            each.getMethod("update", Dictionary.class).invoke(configuration, values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** Takes a part out of a profile, which the page does not. */
    void remove(String profile, String part) {
        try {
            ServiceReference<?> intake = service("org.ussl.credential.CredentialIntake");
            Class<?> path = intake.getBundle().loadClass("org.ussl.credential.CredentialPath");
            Class<?> parts = intake.getBundle().loadClass("org.ussl.credential.CredentialPart");
            intake.getBundle()
                    .loadClass("org.ussl.credential.CredentialIntake")
                    .getMethod("remove", path)
                    .invoke(
                            context().getService(intake),
                            path.getConstructor(String.class, parts)
                                    .newInstance(
                                            profile,
                                            parts.getMethod("valueOf", String.class)
                                                    .invoke(null, part)));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private Bundle install(Path jar) throws BundleException {
        return context().installBundle(jar.toUri().toString());
    }

    /** Starts Jetty and the console, and waits for the page. */
    WebGateway serve() throws BundleException, InterruptedException {
        for (Bundle bundle : later) {
            bundle.start();
        }
        Operator operator = new Operator(http());
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (operator.get("state").statusCode() != 200) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the page did not come: " + operator.get("state"));
            }
            Thread.sleep(50);
        }
        return this;
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    /** Where Jetty listens without TLS. */
    URI http() {
        return endpoint("http:");
    }

    /** Where it listens with TLS. */
    URI https() {
        return endpoint("https:");
    }

    private URI endpoint(String scheme) {
        ServiceReference<?> runtime = service("org.osgi.service.http.runtime.HttpServiceRuntime");
        String[] endpoints = (String[]) runtime.getProperty("osgi.http.endpoint");
        String endpoint = Arrays.stream(endpoints)
                .filter(each -> each.startsWith(scheme))
                .findFirst()
                .orElseThrow(() -> new AssertionError(Arrays.toString(endpoints)));
        return URI.create(scheme + "//localhost:" + URI.create(endpoint).getPort() + "/system/console/ussl/");
    }

    /** Waits for a service whose type the JDK knows. */
    <T> T await(Class<T> type, String filter) throws InterruptedException, InvalidSyntaxException {
        ServiceTracker<T, T> tracker = new ServiceTracker<>(
                context(),
                context().createFilter("(&(" + Constants.OBJECTCLASS + "=" + type.getName() + ")" + filter + ")"),
                null);
        tracker.open();
        try {
            T service = tracker.waitForService(PATIENCE_MILLIS);
            if (service == null) {
                throw new AssertionError("no " + type.getSimpleName() + " with " + filter + " came");
            }
            return service;
        } finally {
            tracker.close();
        }
    }

    Bundle bundle(String symbolicName) {
        return Arrays.stream(context().getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(PATIENCE_MILLIS);
    }
}
