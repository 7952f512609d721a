// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.inject.Inject;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.Credentials;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;
import org.ussl.testing.pki.KeyKind;

/** From an operator's FTP client to services for applications; each test has a profile of its own. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DeliveryIT {
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
    public void repliesTellWhatBecameOfTheUpload() {
        Identity identity = Gateway.identity();

        assertTrue(gateway.upload("/flash/cert/replies/ca.pem", Gateway.ca().pem())
                .startsWith("226 replies: committed revision 1, CA CN=Plant CA"));
        assertEquals(
                "226 replies: certificate waits for its private.key",
                gateway.upload("/flash/cert/replies/cert.pem", identity.chainPem()));
        assertTrue(gateway.upload("/flash/cert/replies/private.key", identity.keyPem())
                .startsWith("226 replies: committed revision 2, CN=gw-17, expires "));
    }

    @Test
    public void aProfileThatIsCompleteIsATlsServiceAndOneThatIsNotIsNone() throws Exception {
        Identity identity = Gateway.identity();
        gateway.upload("/flash/cert/complete/ca.pem", Gateway.ca().pem());
        gateway.upload("/flash/cert/complete/private.key", identity.keyPem());
        assertNull(reference("complete"));

        gateway.upload("/flash/cert/complete/cert.pem", identity.chainPem());

        gateway.await(SSLSocketFactory.class, "(&(ussl.profile=complete)(ussl.cert_reqs=required))");
        assertEquals(2L, reference("complete").getProperty("ussl.revision"));
        assertEquals("client", reference("complete").getProperty("ussl.role"));
        gateway.await(
                SSLServerSocketFactory.class, "(&(ussl.profile=complete)(ussl.cert_reqs=required)(ussl.role=server))");
    }

    @Test
    public void whatWentInIsNeverSeenAgain() throws Exception {
        gateway.deliver("hidden", Gateway.identity());
        FTPClient ftp = gateway.ftp();
        try {
            for (CredentialPart part : CredentialPart.values()) {
                String path = "/flash/cert/hidden/" + part.fileName();
                assertFalse(path, ftp.retrieveFile(path, new ByteArrayOutputStream()));
                assertNull(path, ftp.getSize(path));
                assertNull(path, ftp.getModificationTime(path));
                assertEquals(path, 0, ftp.listFiles(path).length);
            }
            assertEquals(0, ftp.listFiles("/flash/cert").length);
            assertEquals(
                    0, ftp.listNames("/flash/cert/hidden") == null ? 0 : ftp.listNames("/flash/cert/hidden").length);
        } finally {
            ftp.disconnect();
        }
    }

    @Test
    public void aWrongUploadLeavesTheOldVersionInUse() throws Exception {
        gateway.deliver("wrong", Gateway.identity());
        Credentials credentials = gateway.await(Credentials.class, "(objectClass=*)");
        List<CredentialInfo> before = credentials.history("wrong");
        Identity renewed = Gateway.identity();
        gateway.upload("/flash/cert/wrong/cert.pem", renewed.chainPem());

        String garbage = gateway.upload("/flash/cert/wrong/private.key", "no key at all".getBytes("US-ASCII"));
        String mismatch = gateway.upload(
                "/flash/cert/wrong/private.key", Gateway.identity().keyPem());
        String notACa = gateway.upload("/flash/cert/wrong/ca.pem", renewed.chainPem());

        assertTrue(garbage, garbage.startsWith("550 "));
        assertTrue(mismatch, mismatch.startsWith("550 "));
        assertTrue(notACa, notACa.startsWith("550 ca.pem: not a CA certificate"));
        assertEquals(
                before.get(0).revision(), credentials.history("wrong").get(0).revision());

        assertTrue(gateway.upload("/flash/cert/wrong/private.key", renewed.keyPem())
                .startsWith("226 wrong: committed"));
    }

    @Test
    public void anUploadWhoseConnectionBreaksChangesNothing() throws Exception {
        gateway.deliver("cut", Gateway.identity());
        Credentials credentials = gateway.await(Credentials.class, "(objectClass=*)");
        long before = credentials.history("cut").get(0).revision();
        FTPClient ftp = gateway.ftp();
        try {
            byte[] half = Gateway.ca().pem();
            try (var data = ftp.storeFileStream("/flash/cert/cut/ca.pem")) {
                data.write(half, 0, half.length / 2);
            }
            assertFalse(ftp.completePendingCommand());
            assertTrue(ftp.getReplyString(), ftp.getReplyString().startsWith("550 ca.pem"));
        } finally {
            ftp.disconnect();
        }
        assertEquals(before, credentials.history("cut").get(0).revision());
    }

    @Test
    public void rollsBackToAVersionThatIsKept() throws Exception {
        Identity first = Gateway.identity();
        gateway.deliver("back", first);
        gateway.renew("back", Gateway.identity());
        Credentials credentials = gateway.await(Credentials.class, "(objectClass=*)");

        CredentialInfo now = credentials.rollback("back", 2);

        assertEquals(4, now.revision());
        assertEquals(
                first.certificate().getSerialNumber().toString(16),
                now.chain().get(0).serialNumber());
        assertThrows(IllegalArgumentException.class, () -> credentials.rollback("back", 99));
    }

    @Test
    public void aRemovedPartTakesTheServiceAway() throws Exception {
        gateway.deliver("gone", Gateway.identity());
        gateway.await(SSLSocketFactory.class, "(ussl.profile=gone)");
        ServiceEvents events = new ServiceEvents(context, SSLSocketFactory.class, "(ussl.profile=gone)");
        FTPClient ftp = gateway.ftp();
        try {
            assertTrue(ftp.deleteFile("/flash/cert/gone/private.key"));
        } finally {
            ftp.disconnect();
        }

        events.awaitRemoval();
        assertNull(reference("gone"));
    }

    /** The file that the reference tells its reader to upload: DER under a .pem name, and expired. */
    @Test
    public void acceptsTheReferencesOwnCaFileWithAWarning() throws Exception {
        Instant now = Instant.now();
        Authority expired = Authority.create(Certificate.named("CN=blynk-cloud.com")
                .authority()
                .kind(KeyKind.RSA2048)
                .valid(now.minus(Duration.ofDays(3650)), now.minus(Duration.ofDays(1800))));
        FTPClient ftp = gateway.ftp();
        try {
            ftp.storeFile(
                    "/flash/cert/blynk/ca.pem",
                    new ByteArrayInputStream(expired.certificate().getEncoded()));
            String reply = ftp.getReplyString();
            assertTrue(reply, reply.startsWith("226"));
            assertTrue(reply, reply.contains("blynk: committed revision 1"));
            assertTrue(reply, reply.contains("expired"));
        } finally {
            ftp.disconnect();
        }
    }

    private ServiceReference<?> reference(String profile) throws Exception {
        ServiceReference<?>[] references =
                context.getServiceReferences(SSLSocketFactory.class.getName(), "(ussl.profile=" + profile + ")");
        return references == null ? null : references[0];
    }
}
