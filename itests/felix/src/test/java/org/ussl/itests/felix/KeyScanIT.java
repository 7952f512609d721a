// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import javax.inject.Inject;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.net.ssl.X509ExtendedKeyManager;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.OptionUtils;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleListener;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.ussl.credential.Credentials;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.testing.pki.Identity;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.TlsService;

/**
 * A bundle that is after a key: it tries what the API and the JDK offer, and looks for the key's bytes, raw, in
 * hexadecimal, Base64 and decimal, wherever they could show.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class KeyScanIT {
    private static final String PROFILE = "scan";

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    private final Identity identity = Gateway.identity();
    private final List<byte[]> forms = KeyForms.of(identity.keyPair().getPrivate());
    private Gateway gateway;

    @Configuration
    public Option[] container() throws IOException {
        // Everything that anybody has to say, of which theLogTellsNothingOfIt reads what it causes.
        return OptionUtils.combine(
                Gateway.container(),
                systemProperty("org.ops4j.pax.logging.DefaultServiceLog.level").value("DEBUG"));
    }

    @Before
    public void deliver() throws Exception {
        gateway = new Gateway(context, configurations).configure();
        gateway.deliver(PROFILE, identity);
        gateway.await(javax.net.ssl.SSLContext.class, "(ussl.profile=" + PROFILE + ")");
    }

    @Test
    public void theScanFindsAKeyWhereOneIs() throws Exception {
        byte[] der = identity.keyPair().getPrivate().getEncoded();
        byte[] pem = String.join(
                        "",
                        new String(identity.keyPem(), StandardCharsets.US_ASCII)
                                .lines()
                                .filter(line -> !line.startsWith("-"))
                                .toList())
                .getBytes(StandardCharsets.US_ASCII);
        for (byte[] hiding : List.of(der, pem, HexFormat.of().formatHex(der).getBytes(StandardCharsets.US_ASCII))) {
            assertThrows(AssertionError.class, () -> assertNothingIn("a key", hiding));
        }
    }

    @Test
    public void theApiGivesAHandleThatNothingGetsAKeyOutOf() throws Exception {
        CredentialVersion version = gateway.await(CredentialStore.class, "(ussl.store=file)")
                .current(PROFILE)
                .orElseThrow();
        assertNothingIn("the version", version + " " + version.key() + " " + version.change());
        assertThrows(IOException.class, () -> written(version.key()));
        Credentials credentials = gateway.await(Credentials.class, "(objectClass=*)");
        assertNothingIn("the metadata", credentials.profiles() + " " + credentials.history(PROFILE));

        TlsService tls = gateway.await(TlsService.class, "(objectClass=*)");
        X509ExtendedKeyManager manager = tls.keyManager(TlsOptions.profile(PROFILE));
        getsNothingOutOf(manager.getPrivateKey(manager.chooseEngineServerAlias("EC", null, null)));
        KeyStore store = KeyStore.getInstance("USSL/" + PROFILE);
        store.load(null, null);
        getsNothingOutOf(store.getKey(PROFILE, new char[0]));
        assertNothingIn("the connections", tls.connections() + " " + tls.statistics());
    }

    private void getsNothingOutOf(Key key) throws Exception {
        assertNull(key.getEncoded());
        assertNothingIn("the handle", key.toString());
        assertFalse(key instanceof ECPrivateKey);
        assertThrows(IOException.class, () -> written(key));
        assertThrows(
                GeneralSecurityException.class,
                () -> KeyFactory.getInstance("EC").getKeySpec(key, PKCS8EncodedKeySpec.class));
        assertThrows(
                GeneralSecurityException.class,
                () -> KeyFactory.getInstance("EC").translateKey(key));
        Cipher wrapping = Cipher.getInstance("AESWrap");
        wrapping.init(Cipher.WRAP_MODE, new SecretKeySpec(new byte[16], "AES"));
        assertThrows(GeneralSecurityException.class, () -> wrapping.wrap(key));
        KeyStore mine = KeyStore.getInstance("PKCS12");
        mine.load(null, null);
        assertThrows(
                GeneralSecurityException.class,
                () -> mine.setKeyEntry(
                        "stolen",
                        key,
                        new char[] {'x'},
                        identity.chain().toArray(new java.security.cert.Certificate[0])));
    }

    @Test
    public void noServiceTellsAnythingOfIt() throws Exception {
        int seen = 0;
        for (ServiceReference<?> reference : context.getAllServiceReferences(null, null)) {
            for (String key : reference.getPropertyKeys()) {
                Object value = reference.getProperty(key);
                assertNothingIn(
                        reference + ": " + key, value instanceof Object[] all ? Arrays.deepToString(all) : value + "");
            }
            if (reference.getBundle().getSymbolicName().startsWith("org.ussl")) {
                assertNothingIn(reference.toString(), String.valueOf(context.getService(reference)));
                seen++;
            }
        }
        assertTrue("our services were not seen", seen > 5);
    }

    /** What all bundles log, debugging included, while keys come in, are refused, used and rolled back to. */
    @Test
    public void theLogTellsNothingOfIt() throws Exception {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream console = System.out;
        System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            gateway.deliver("logs", identity);
            gateway.upload("/flash/cert/logs/cert.pem", identity.keyPem());
            gateway.upload("/flash/cert/logs/ca.pem", identity.keyPem());
            gateway.upload("/flash/cert/logs/crl.pem", identity.keyPem());
            gateway.upload("/flash/cert/logs/passphrase", identity.keyPem());
            gateway.upload(
                    "/flash/cert/logs/private.key", Arrays.copyOf(identity.keyPem(), identity.keyPem().length - 30));
            gateway.await(javax.net.ssl.SSLContext.class, "(ussl.profile=logs)");
            new Talk(gateway.await(TlsService.class, "(objectClass=*)")).over("logs", "TLSv1.3");
            gateway.await(Credentials.class, "(objectClass=*)").rollback("logs", 1);
        } finally {
            System.setOut(console);
        }
        assertTrue("nothing was logged", log.toString(StandardCharsets.UTF_8).contains("logs"));
        assertNothingIn("the log", log.toByteArray());
    }

    /** All that OSGi tells listeners of. */
    @Test
    public void noEventTellsAnythingOfIt() throws Exception {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        ServiceListener services = event -> {
            StringBuilder text = new StringBuilder().append(event.getType()).append(event.getServiceReference());
            for (String key : event.getServiceReference().getPropertyKeys()) {
                Object value = event.getServiceReference().getProperty(key);
                text.append(key).append('=').append(value instanceof Object[] all ? Arrays.deepToString(all) : value);
            }
            heard.add(text.toString());
        };
        BundleListener bundles = event -> heard.add(event.toString());
        FrameworkListener framework = event -> heard.add(event + " " + event.getThrowable());
        context.addServiceListener(services);
        context.addBundleListener(bundles);
        context.addFrameworkListener(framework);
        try {
            Identity next = Gateway.identity();
            gateway.deliver("events", identity);
            gateway.await(javax.net.ssl.SSLContext.class, "(&(ussl.profile=events)(ussl.revision>=2))");
            gateway.renew("events", next);
            gateway.await(javax.net.ssl.SSLContext.class, "(&(ussl.profile=events)(ussl.revision>=3))");
        } finally {
            context.removeServiceListener(services);
            context.removeBundleListener(bundles);
            context.removeFrameworkListener(framework);
        }
        assertFalse("no event was heard", heard.isEmpty());
        heard.forEach(text -> assertNothingIn("an event", text));
    }

    @Test
    public void noMBeanNorSystemPropertyTellsAnythingOfIt() throws Exception {
        assertNothingIn("system properties", System.getProperties().toString());
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName name : server.queryNames(null, null)) {
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                if (attribute.isReadable()) {
                    assertNothingIn(name + ": " + attribute.getName(), value(server, name, attribute.getName()));
                }
            }
        }
    }

    private static String value(MBeanServer server, ObjectName name, String attribute) {
        try {
            Object value = server.getAttribute(name, attribute);
            return value instanceof Object[] all ? Arrays.deepToString(all) : String.valueOf(value);
        } catch (JMException | RuntimeException e) {
            return e.toString(); // Not every JVM has every attribute.
        }
    }

    @Test
    public void noFileOfTheGatewayHoldsIt() throws Exception {
        int files = 0;
        try (Stream<Path> all = Files.walk(Gateway.home())) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                assertNothingIn(file.toString(), Files.readAllBytes(file));
                files++;
            }
        }
        assertTrue("the sealed file was not seen", files > 1);
    }

    @Test
    public void ftpGivesNothingBack() throws Exception {
        FTPClient client = gateway.ftp();
        try {
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            for (String path : List.of(
                    "/flash/cert/scan/private.key",
                    "/flash/CERT/scan/private.key",
                    "/flash/./cert//scan/../scan/private.key")) {
                assertFalse(client.retrieveFile(path, got));
                assertNothingIn(path, client.getReplyString());
            }
            client.sendCommand("SITE", "STATUS");
            assertNothingIn("SITE STATUS", client.getReplyString());
            assertEquals(0, got.size());
        } finally {
            client.disconnect();
        }
    }

    private static void written(Object object) throws IOException {
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            out.writeObject(object);
        }
    }

    private void assertNothingIn(String where, String text) {
        assertNothingIn(where, text.getBytes(StandardCharsets.UTF_8));
    }

    private void assertNothingIn(String where, byte[] content) {
        byte[] joined = KeyForms.withoutLineEnds(content);
        for (byte[] form : forms) {
            assertFalse("the key is in " + where, KeyForms.isIn(content, form) || KeyForms.isIn(joined, form));
        }
    }
}
