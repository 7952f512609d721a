// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.gateway;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.testing.pki.Identity;

/**
 * A gateway for the test of an app: Felix in this JVM, with the bundles of a folder and the sealed store in another.
 * The contracts (org.ussl.api, ConfigurationAdmin) are the class path's, so that a test calls services without
 * reflection.
 */
public final class TestGateway implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 60_000;
    private static final long STOP_MILLIS = 10_000;
    private static final String COMMANDS = "org.apache.felix.service.command.CommandProcessor";

    private final Framework framework;
    private final BundleContext context;

    private TestGateway(Framework framework) {
        this.framework = framework;
        this.context = framework.getBundleContext();
    }

    /**
     * Starts a gateway.
     *
     * @param bundles a folder of jars, all of which are installed and started
     * @param app the jar under test
     * @param work an empty folder for what the framework and the store keep
     */
    public static TestGateway start(Path bundles, Path app, Path work) throws IOException, BundleException {
        Framework framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        work.resolve("felix").toString(),
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        exportsOf(CredentialIntake.class) + "," + exportsOf(ConfigurationAdmin.class)
                                + ",org.slf4j;version=2.0.17,org.jspecify.annotations;version=1.0.0"));
        framework.start();
        TestGateway gateway = new TestGateway(framework);
        List<Bundle> installed = new ArrayList<>();
        try (Stream<Path> jars = Files.list(bundles)) {
            for (Path jar : jars.sorted().toList()) {
                installed.add(
                        gateway.context.installBundle("reference:" + jar.toUri().toString()));
            }
        }
        for (Bundle bundle : installed) {
            bundle.start();
        }
        gateway.install(app);
        gateway.configure(
                "org.ussl.store.file", Map.of("folder", work.resolve("store").toString()));
        return gateway;
    }

    private void install(Path jar) throws BundleException {
        context.installBundle("reference:" + jar.toUri()).start();
    }

    /** Configures a component; {@code NAME~INSTANCE} is an instance of a factory. */
    public void configure(String pid, Map<String, ?> values) throws IOException {
        ConfigurationAdmin admin = service(ConfigurationAdmin.class, "(service.pid=*)");
        int tilde = pid.indexOf('~');
        (tilde < 0
                        ? admin.getConfiguration(pid, "?")
                        : admin.getFactoryConfiguration(pid.substring(0, tilde), pid.substring(tilde + 1), "?"))
                .update(new Hashtable<>(values));
    }

    /** Delivers trust, certificate and key of a profile by the intake, as an operator does. */
    public void deliver(String profile, X509Certificate ca, Identity identity) throws CredentialRejectedException {
        CredentialIntake intake = service(CredentialIntake.class, "(service.id=*)");
        intake.offer(new CredentialPath(profile, CredentialPart.CA), Identity.pem(List.of(ca)));
        intake.offer(new CredentialPath(profile, CredentialPart.CERT), identity.chainPem());
        intake.offer(new CredentialPath(profile, CredentialPart.KEY), identity.keyPem());
    }

    /** Waits for a service. */
    public <T> T service(Class<T> type, String properties) {
        return type.cast(service(type.getName(), properties));
    }

    /** Waits for a service whose class only its bundle knows. */
    public Object service(String type, String properties) {
        try {
            String filter = "(&(objectClass=" + type + ")" + properties + ")";
            // Not closed: it holds the service until the framework ends.
            ServiceTracker<Object, Object> tracker = new ServiceTracker<>(context, context.createFilter(filter), null);
            tracker.open(true);
            return Objects.requireNonNull(
                    tracker.waitForService(PATIENCE_MILLIS), () -> "no service with " + filter + " came");
        } catch (InterruptedException | InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Calls a method without parameters of a service whose class only its bundle knows. */
    public Object call(String type, String method) throws ReflectiveOperationException {
        Object service = service(type, "(service.id=*)");
        return service.getClass().getMethod(method).invoke(service);
    }

    /**
     * Has the gateway's shell (Gogo) do a command.
     *
     * @return what the command gives back, as text
     * @throws Exception what the command throws
     */
    public String shell(String command) throws Exception {
        Object processor = service(COMMANDS, "(service.id=*)");
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Object session = processor
                .getClass()
                .getMethod("createSession", InputStream.class, OutputStream.class, OutputStream.class)
                .invoke(processor, new ByteArrayInputStream(new byte[0]), printed, printed);
        try {
            Object result =
                    session.getClass().getMethod("execute", CharSequence.class).invoke(session, command);
            return String.valueOf(result);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** A bundle by its symbolic name. */
    public Bundle bundle(String symbolicName) {
        return Stream.of(context.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() throws Exception {
        framework.stop();
        framework.waitForStop(STOP_MILLIS);
    }

    /** What the bundle that a class of this class path comes from exports. */
    private static String exportsOf(Class<?> type) throws IOException {
        String classFile = type.getName().replace('.', '/') + ".class";
        String location = Objects.requireNonNull(type.getClassLoader().getResource(classFile))
                .toString();
        URI manifest =
                URI.create(location.substring(0, location.length() - classFile.length()) + "META-INF/MANIFEST.MF");
        try (InputStream in = manifest.toURL().openStream()) {
            return new Manifest(in).getMainAttributes().getValue(Constants.EXPORT_PACKAGE);
        }
    }
}
