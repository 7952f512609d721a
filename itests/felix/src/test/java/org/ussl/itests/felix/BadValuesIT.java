// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.OptionUtils;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.ussl.mqtt.MqttConnection;
import org.ussl.mqtt.MqttState;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.TlsService;
import org.w3c.dom.Element;

/**
 * Offers a gateway at work every bad value that the metatype knows of: none of its services goes, what it says names
 * PID and key, and it goes on with what it had.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class BadValuesIT {
    private static final String PROFILE = "steady";

    /** Need a token (StoreSwapIT), and an engine of a fleet. */
    private static final Set<String> ELSEWHERE = Set.of("org.ussl.store.pkcs11", "org.ussl.store.nats");

    /** Bad values of text, whose bounds no metatype can tell. */
    private static final Map<String, Map<String, String>> TEXTS = Map.of(
            "org.ussl.ftp", Map.of("address", "nowhere", "passivePorts", "many", "stateFolder", "/"),
            "org.ussl.ftp.user~NAME",
                    Map.of("name", "anonymous", "passwordHash", "open sesame", "home", "/etc", "addresses", "here"),
            "org.ussl.intake", Map.of("keyPassphraseFile", "/nowhere"),
            "org.ussl.monitor", Map.of("path", "metrics", "tokenFile", "/nowhere"),
            "org.ussl.mqtt~NAME", Map.of("uri", "tcp://localhost:1883"),
            "org.ussl.profile~NAME", Map.of("profile", "A b"),
            "org.ussl.store.file", Map.of("folder", "elsewhere", "previousMasterKey", "somewhere"));

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private Gateway gateway;

    @Configuration
    public Option[] container() throws IOException {
        return OptionUtils.combine(
                Gateway.container(),
                systemProperty("org.ops4j.pax.logging.DefaultServiceLog.level").value("WARN"));
    }

    @Test
    public void noBadValueTakesAnythingAway() throws Exception {
        gateway = new Gateway(context, configurations).configure();
        TlsService tls = gateway.await(TlsService.class, "(objectClass=*)");
        configurations
                .getFactoryConfiguration("org.ussl.profile", PROFILE, "?")
                .update(new Hashtable<>(Map.of("profile", PROFILE, "minimumCertReqs", "required")));
        await("the floor", () -> isForbidden(tls));
        gateway.deliver(PROFILE, Gateway.identity());
        MqttConnection mqtt = gateway.mqtt(PROFILE, PROFILE);
        await("the connection", () -> mqtt.state() == MqttState.CONNECTED);
        new Talk(tls).over(PROFILE, "TLSv1.3");
        Set<String> before = services();

        PrintStream console = System.out;
        System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
        int offered = 0;
        try {
            for (ConfigurationTable table :
                    ConfigurationTable.of(Path.of(System.getProperty("ussl.itests.configured")))) {
                if (!ELSEWHERE.contains(table.pid())) {
                    offered += offerAll(table);
                }
            }
        } finally {
            System.setOut(console);
        }

        assertTrue("only " + offered + " values were offered", offered > 100);
        Set<String> lost = new TreeSet<>(before);
        lost.removeAll(services());
        assertEquals("services that went or came anew", Set.of(), lost);
        assertEquals(MqttState.CONNECTED, mqtt.state());
        assertTrue("the floor is gone", isForbidden(tls));
        new Talk(tls).over(PROFILE, "TLSv1.3");
        String reply = gateway.renew(PROFILE, Gateway.identity());
        assertTrue(reply, reply.startsWith("226 " + PROFILE + ": committed"));
    }

    private static boolean isForbidden(TlsService tls) {
        try {
            tls.sslContext(TlsOptions.profile(PROFILE).toBuilder()
                    .certReqs(CertReqs.NONE)
                    .build());
            return false;
        } catch (SSLError e) {
            return e.reason() == SSLError.Reason.FORBIDDEN;
        }
    }

    private int offerAll(ConfigurationTable table) throws Exception {
        var configuration = configuration(table.pid());
        Dictionary<String, Object> present = configuration.getProperties();
        Map<String, Object> good = new HashMap<>();
        if (present != null) {
            present.keys().asIterator().forEachRemaining(key -> good.put(key, present.get(key)));
            good.keySet().removeIf(key -> key.startsWith("service."));
        }
        int offered = 0;
        for (Element key : table.attributes()) {
            String id = key.getAttribute("id");
            Map<String, Object> bad = BadValues.of(key);
            String text = TEXTS.getOrDefault(table.pid(), Map.of()).get(id);
            if (text != null) {
                bad.put("text", text);
            }
            for (Map.Entry<String, Object> each : bad.entrySet()) {
                log.reset();
                Map<String, Object> offer = new HashMap<>(good);
                offer.put(id, each.getValue());
                configuration.update(new Hashtable<>(offer));
                String refusal = configuration.getPid() + ": " + id + ": ";
                String what = id + " of " + table.pid() + ", " + each.getKey();
                await(
                        "a refusal of " + what,
                        () -> logged().contains(refusal)
                                && logged().contains("; the configuration before stays in force"));
                offered++;
            }
        }
        if (present == null) {
            configuration.delete();
        } else {
            configuration.update(new Hashtable<>(good));
        }
        return offered;
    }

    private String logged() {
        return log.toString(StandardCharsets.UTF_8);
    }

    private org.osgi.service.cm.Configuration configuration(String pid) throws IOException {
        if (!pid.endsWith("~NAME")) {
            return configurations.getConfiguration(pid, "?");
        }
        String name = pid.startsWith("org.ussl.ftp") ? Gateway.USER : PROFILE;
        return configurations.getFactoryConfiguration(pid.replace("~NAME", ""), name, "?");
    }

    /** Those of our bundles, by what tells one registration from another. */
    private Set<String> services() throws Exception {
        List<String> found = new ArrayList<>();
        for (ServiceReference<?> reference : context.getAllServiceReferences(null, null)) {
            if (reference.getBundle().getSymbolicName().startsWith("org.ussl.")) {
                found.add(reference.getBundle().getSymbolicName() + " "
                        + String.join(" ", (String[]) reference.getProperty(Constants.OBJECTCLASS)) + " "
                        + reference.getProperty(Constants.SERVICE_ID));
            }
        }
        return new TreeSet<>(found);
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue("not in 30 s: " + what, System.nanoTime() < end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }
}
