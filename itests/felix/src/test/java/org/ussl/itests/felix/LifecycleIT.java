// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.security.Security;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import javax.inject.Inject;
import javax.net.ssl.SSLSocketFactory;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.cm.ConfigurationAdmin;
import org.ussl.mqtt.MqttConnection;
import org.ussl.mqtt.MqttState;
import org.ussl.testing.pki.Identity;

/** Bundles are stopped, started and updated while MQTT traffic runs; nothing is lost, and all comes back. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class LifecycleIT {
    private static final List<String> BUNDLES = List.of(
            "org.ussl.socket",
            "org.ussl.intake",
            "org.ussl.store.file",
            "org.ussl.tls",
            "org.ussl.ftp",
            "org.ussl.mqtt",
            "org.ussl.shell",
            "org.ussl.monitor");

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    private Gateway gateway;

    @Configuration
    public Option[] container() throws IOException {
        return Gateway.container();
    }

    @Before
    public void configure() throws IOException {
        gateway = new Gateway(context, configurations).configure();
    }

    @Test
    public void everyBundleStopsStartsAndUpdatesUnderTraffic() throws Exception {
        Publisher publisher = traffic("each");
        for (String name : BUNDLES) {
            Bundle bundle = gateway.bundleNamed(name);
            bundle.stop();
            bundle.start();
            bundle.update();
        }
        assertStillWhole("each", publisher);
    }

    @Test
    public void everyOrderedPairOfBundlesStopsAndStartsUnderTraffic() throws Exception {
        Publisher publisher = traffic("pairs");
        for (String first : BUNDLES) {
            for (String second : BUNDLES) {
                if (!first.equals(second)) {
                    Bundle a = gateway.bundleNamed(first);
                    Bundle b = gateway.bundleNamed(second);
                    a.stop();
                    b.stop();
                    a.start();
                    b.start();
                }
            }
        }
        assertStillWhole("pairs", publisher);
    }

    @Test
    public void allBundlesStopAndStartInRandomOrdersUnderTraffic() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Publisher publisher = traffic("orders");
        for (int round = 0; round < 10; round++) {
            for (Bundle bundle : shuffled(random)) {
                bundle.stop();
            }
            for (Bundle bundle : shuffled(random)) {
                bundle.start();
            }
        }
        try {
            assertStillWhole("orders", publisher);
        } catch (AssertionError e) {
            throw new AssertionError("with seed " + seed, e);
        }
    }

    @Test
    public void mqttStaysUpWhileStoreAndFtpAreStopped() throws Exception {
        Publisher publisher = traffic("alone");
        MqttConnection mqtt = gateway.await(MqttConnection.class, "(mqtt.connection=alone)");
        BrokerView.shared().connects().clear();
        Bundle store = gateway.bundleNamed("org.ussl.store.file");
        Bundle ftp = gateway.bundleNamed("org.ussl.ftp");

        ServiceEvents tls = new ServiceEvents(context, SSLSocketFactory.class, "(ussl.profile=alone)");
        ftp.stop();
        store.stop();
        tls.awaitRemoval();
        publisher.awaitProgress();
        assertEquals(MqttState.CONNECTED, mqtt.state());
        store.start();
        ftp.start();
        gateway.await(SSLSocketFactory.class, "(ussl.profile=alone)");

        publisher.awaitProgress();
        assertTrue(
                "the connection was made anew",
                BrokerView.shared().connects().stream().noneMatch("alone"::equals));
        publisher.stop();
    }

    @Test
    public void stoppedBundlesLeaveNoThreadAndNoProviderHoweverOftenTheyRan() throws Exception {
        gateway.deliver("leak", Gateway.identity());
        gateway.mqtt("leak", "leak");
        try {
            stopAll();
            Set<Thread> strangers = ourThreads(); // Of other tests' frameworks in this JVM.
            for (int i = 0; i < 20; i++) {
                startAll();
                gateway.ftp().disconnect();
                connection("leak");
                stopAll();
            }

            Set<Thread> left = ourThreads();
            left.removeAll(strangers);
            assertEquals(Set.of(), left);
            assertNull(Security.getProvider("USSLKeys"));
        } finally {
            startAll();
        }
    }

    private void stopAll() throws BundleException {
        for (String name : BUNDLES) {
            gateway.bundleNamed(name).stop();
        }
    }

    private void startAll() throws BundleException {
        for (String name : BUNDLES) {
            gateway.bundleNamed(name).start();
        }
    }

    /**
     * Our own threads, and those of Paho, FtpServer and MINA, that go on. One that has done its work is given the
     * moment that it takes to end: an executor says that it has terminated before its last thread is gone.
     */
    private static Set<Thread> ourThreads() throws InterruptedException {
        Set<Thread> goOn = new HashSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            String name = thread.getName();
            if (name.contains("ussl") || name.startsWith("MQTT ") || name.contains("NioSocket")) {
                thread.join(10_000);
                if (thread.isAlive()) {
                    goOn.add(thread);
                }
            }
        }
        return goOn;
    }

    private List<Bundle> shuffled(Random random) {
        List<Bundle> bundles =
                new ArrayList<>(BUNDLES.stream().map(gateway::bundleNamed).toList());
        Collections.shuffle(bundles, random);
        return bundles;
    }

    private Publisher traffic(String name) throws Exception {
        gateway.deliver(name, Gateway.identity());
        gateway.mqtt(name, name);
        Publisher publisher = new Publisher(() -> connection(name), name).start();
        publisher.awaitProgress();
        return publisher;
    }

    private MqttConnection connection(String name) {
        try {
            return gateway.await(MqttConnection.class, "(mqtt.connection=" + name + ")");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Traffic goes on, uploads are taken, and all that was ever acknowledged has arrived. */
    private void assertStillWhole(String name, Publisher publisher) throws Exception {
        Identity renewed = Gateway.identity();
        String reply = gateway.renew(name, renewed);
        assertTrue(reply, reply.startsWith("226 " + name + ": committed"));
        int last = publisher.stop();
        assertNotEquals(0, last);
        Publisher.assertArrived(BrokerView.shared().messages(name), last);
        for (String bundle : BUNDLES) {
            assertEquals(bundle, Bundle.ACTIVE, gateway.bundleNamed(bundle).getState());
        }
    }
}
