// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;
import org.ussl.mqtt.MqttConnection;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/** The gateway under test: what an operator and a configuration file do to it. */
final class Gateway {
    static final String USER = "operator";
    static final String PASSWORD = "correct horse";
    private static final long PATIENCE_MILLIS = 20_000;

    private final BundleContext context;
    private final ConfigurationAdmin configurations;

    Gateway(BundleContext context, ConfigurationAdmin configurations) {
        this.context = context;
        this.configurations = configurations;
    }

    /** The container: all bundles that the build has copied, and a broker beside it. Called outside of OSGi. */
    static Option[] container() throws IOException {
        Path work = Files.createTempDirectory(
                Files.createDirectories(Path.of(System.getProperty("ussl.itests.work"))), "gw");
        return options(
                composite(bundles()),
                junitBundles(),
                systemProperty("ussl.itests.gateway")
                        .value(work.toAbsolutePath().toString()),
                systemProperty("ussl.itests.port").value(Integer.toString(Broker.port())),
                systemProperty("org.ops4j.pax.logging.DefaultServiceLog.level").value("WARN"));
    }

    private static Option[] bundles() throws IOException {
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("ussl.itests.bundles")))) {
            return jars.sorted()
                    .map(jar -> bundle(jar.toUri().toString()).start())
                    .toArray(Option[]::new);
        }
    }

    /** Delivers the configuration that a distribution ships, once for each container. */
    Gateway configure() throws IOException {
        if (configurations.getConfiguration("org.ussl.ftp", "?").getProperties() != null) {
            return this;
        }
        Path home = home();
        update(
                "org.ussl.store.file",
                Map.of("folder", home.resolve("credentials").toString()));
        // The user first, because tests log in as soon as there is a port; both are dealt with in this order.
        configurations
                .getFactoryConfiguration("org.ussl.ftp.user", USER, "?")
                .update(new Hashtable<>(Map.of("name", USER, "passwordHash", hash())));
        update(
                "org.ussl.ftp",
                Map.of("port", 0, "flashFolder", home.resolve("flash").toString()));
        return this;
    }

    private void update(String pid, Map<String, ?> values) throws IOException {
        configurations.getConfiguration(pid, "?").update(new Hashtable<>(values));
    }

    static Path home() {
        return Path.of(System.getProperty("ussl.itests.gateway"));
    }

    static Authority ca() {
        BrokerView broker = BrokerView.shared();
        return Authority.of(broker.ca(), broker.caKey());
    }

    /** A new identity for this gateway. */
    static Identity identity() {
        return ca().issue(Certificate.named("CN=gw-17"));
    }

    /** Configures an MQTT connection to the tests' broker and gives its service. */
    MqttConnection mqtt(String name, String profile) throws Exception {
        String uri = "ssl://localhost:" + System.getProperty("ussl.itests.port");
        configurations
                .getFactoryConfiguration("org.ussl.mqtt", name, "?")
                .update(new Hashtable<>(Map.of(
                        "uri",
                        uri,
                        "clientId",
                        name,
                        "profile",
                        profile,
                        "reconnectMinMillis",
                        50L,
                        "reconnectMaxMillis",
                        500L)));
        return await(MqttConnection.class, "(mqtt.connection=" + name + ")");
    }

    /** Waits for a service. */
    <T> T await(Class<T> type, String filter) throws InterruptedException, InvalidSyntaxException {
        return type.cast(await("(&(objectClass=" + type.getName() + ")" + filter + ")"));
    }

    /** Waits for a service of any kind. */
    Object await(String filter) throws InterruptedException, InvalidSyntaxException {
        ServiceTracker<Object, Object> tracker = new ServiceTracker<>(context, context.createFilter(filter), null);
        tracker.open();
        try {
            Object service = tracker.waitForService(PATIENCE_MILLIS);
            if (service == null) {
                throw new AssertionError("no service with " + filter + " came");
            }
            return service;
        } finally {
            tracker.close();
        }
    }

    /** A logged-in FTP client; the caller disconnects it. */
    FTPClient ftp() throws IOException, InterruptedException, InvalidSyntaxException {
        InetSocketAddress address = await(InetSocketAddress.class, "(ussl.ftp=true)");
        FTPClient client = new FTPClient();
        client.connect(address.getAddress(), address.getPort());
        if (!client.login(USER, PASSWORD)) {
            throw new AssertionError(client.getReplyString());
        }
        client.enterLocalPassiveMode();
        client.setFileType(FTP.BINARY_FILE_TYPE);
        return client;
    }

    /** Uploads a file in a session of its own and gives the reply's last line. */
    String upload(String path, byte[] content) {
        try {
            FTPClient client = ftp();
            try {
                client.storeFile(path, new ByteArrayInputStream(content));
                String[] lines = client.getReplyStrings();
                return lines[lines.length - 1];
            } finally {
                client.disconnect();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until somebody who was configured may log in. */
    void awaitLogin(String user, String password) throws Exception {
        InetSocketAddress address = await(InetSocketAddress.class, "(ussl.ftp=true)");
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        String reply;
        do {
            FTPClient client = new FTPClient();
            try {
                client.connect(address.getAddress(), address.getPort());
                if (client.login(user, password)) {
                    return;
                }
                reply = client.getReplyString();
            } catch (IOException e) {
                // Such as 421, because the server has yet to see that the last one has gone.
                reply = e.toString();
            } finally {
                client.disconnect();
            }
        } while (System.nanoTime() < end);
        throw new AssertionError(reply);
    }

    /** Uploads all three parts of a profile. */
    void deliver(String profile, Identity identity) {
        upload("/flash/cert/" + profile + "/ca.pem", ca().pem());
        renew(profile, identity);
    }

    /** Uploads certificate and key; gives the reply that tells of the commit. */
    String renew(String profile, Identity identity) {
        upload("/flash/cert/" + profile + "/cert.pem", identity.chainPem());
        return upload("/flash/cert/" + profile + "/private.key", identity.keyPem());
    }

    private static String hash() {
        byte[] salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        try {
            PBEKeySpec spec = new PBEKeySpec(PASSWORD.toCharArray(), salt, 10_000, 256);
            byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
            Base64.Encoder base64 = Base64.getEncoder();
            return "pbkdf2-sha256:10000:" + base64.encodeToString(salt) + ":" + base64.encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Which of our bundles has this name. */
    Bundle bundleNamed(String symbolicName) {
        return Arrays.stream(context.getBundles())
                .filter(candidate -> symbolicName.equals(candidate.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }
}
