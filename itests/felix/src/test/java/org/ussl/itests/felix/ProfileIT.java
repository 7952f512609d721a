// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.inject.Inject;
import javax.net.ssl.SSLContext;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.ussl.credential.CertificateRequest;
import org.ussl.credential.Credentials;
import org.ussl.credential.Origin;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.TlsService;

/** What an operator configures and asks for one profile. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ProfileIT {
    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    @Configuration
    public Option[] container() throws IOException {
        return Gateway.container();
    }

    @Test
    public void floorOfAProfileComesAndGoesWithItsConfiguration() throws Exception {
        Gateway gateway = new Gateway(context, configurations).configure();
        gateway.deliver("floor", Gateway.identity());
        gateway.await(SSLContext.class, "(&(ussl.profile=floor)(ussl.role=client))");
        TlsService tls = gateway.await(TlsService.class, "(objectClass=*)");
        TlsOptions lax =
                TlsOptions.profile("floor").toBuilder().certReqs(CertReqs.NONE).build();
        assertNotNull(tls.sslContext(lax));

        var configuration = configurations.getFactoryConfiguration("org.ussl.profile", "floor", "?");
        configuration.update(new Hashtable<>(Map.of("profile", "floor", "minimumCertReqs", "required")));

        await(() -> isForbidden(tls, lax));
        assertNotNull(tls.sslContext(TlsOptions.profile("floor")));
        assertNotNull(tls.sslContext(
                TlsOptions.profile("other").toBuilder().certReqs(CertReqs.NONE).build()));

        configuration.delete();
        await(() -> !isForbidden(tls, lax));

        // Demands that could never be read are not taken for none; those that could be once stay, see BadValuesIT.
        var unreadable = configurations.getFactoryConfiguration("org.ussl.profile", "unreadable", "?");
        unreadable.update(new Hashtable<>(Map.of("profile", "floor", "drainSeconds", "soon")));
        await(() -> isForbidden(tls, TlsOptions.profile("floor")));
        unreadable.delete();
        await(() -> !isForbidden(tls, TlsOptions.profile("floor")));
    }

    @Test
    public void requestForACertificateComesOutOfTheGateway() throws Exception {
        Gateway gateway = new Gateway(context, configurations).configure();
        Credentials credentials = gateway.await(Credentials.class, "(objectClass=*)");

        String request =
                credentials.request("born", CertificateRequest.of("CN=gw-17"), new Origin("olga", "shell", ""));

        assertTrue(request, request.startsWith("-----BEGIN CERTIFICATE REQUEST-----"));
        assertEquals(
                1,
                credentials.profiles().stream()
                        .filter(info -> info.profile().equals("born"))
                        .count());
        assertThrows(
                IllegalArgumentException.class,
                () -> credentials.request("born", CertificateRequest.of("gw-17"), Origin.UNKNOWN));
    }

    private static boolean isForbidden(TlsService tls, TlsOptions options) {
        try {
            tls.sslContext(options);
            return false;
        } catch (SSLError e) {
            return e.reason() == Reason.FORBIDDEN;
        }
    }

    private static void await(BooleanSupplier fact) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!fact.getAsBoolean()) {
            assertTrue("not within 30 s", System.nanoTime() < deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
