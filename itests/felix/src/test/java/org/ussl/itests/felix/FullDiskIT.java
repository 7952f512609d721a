// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.inject.Inject;
import org.junit.After;
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
import org.osgi.service.cm.ConfigurationAdmin;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.Credentials;
import org.ussl.testing.pki.Identity;

/**
 * The disk with the credentials is full, really: a small one that is mounted for this, which needs root; where nobody
 * may mount, this is skipped.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class FullDiskIT {

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    private Path disk;
    private Gateway gateway;

    @Configuration
    public Option[] container() throws IOException {
        return Gateway.container();
    }

    @Before
    public void mount() throws Exception {
        disk = Files.createDirectories(Gateway.home().resolve("credentials"));
        assumeTrue(
                "nobody may mount a disk here",
                run("mount", "-t", "tmpfs", "-o", "size=1m,mode=0700", "tmpfs", disk.toString()));
        gateway = new Gateway(context, configurations).configure();
    }

    @After
    public void unmount() throws Exception {
        run("umount", "-l", disk.toString());
    }

    private static boolean run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor() == 0;
    }

    private Path fill() throws IOException {
        Path filler = disk.resolve("filler");
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            return filler;
        }
    }

    @Test
    public void answersForATimeKeepsWhatIsInUseAndTakesTheSameUploadWhenThereIsRoom() throws Exception {
        Identity first = Gateway.identity();
        gateway.deliver("full", first);
        Credentials credentials = gateway.await(Credentials.class, "(service.id=*)");
        InetSocketAddress address = gateway.await(InetSocketAddress.class, "(ussl.ftp=true)");
        Path filler = fill();
        Identity second = Gateway.identity();
        try (FtpWire wire = new FtpWire(address).login()) {
            for (int i = 0; i < 2; i++) {
                String certificate = wire.upload("/flash/cert/full/cert.pem", second.chainPem());
                assertTrue(certificate, certificate.startsWith("450 ") && certificate.contains("upload it again"));
            }
            String anchors = wire.upload("/flash/cert/full/ca.pem", Gateway.ca().pem());
            assertTrue(anchors, anchors.startsWith("450 ") || anchors.contains("unchanged"));
            assertInUse(credentials, first);

            // What is there is found again, full or not.
            Bundle store = gateway.bundleNamed("org.ussl.store.file");
            store.stop();
            store.start();
            assertInUse(gateway.await(Credentials.class, "(service.id=*)"), first);

            Files.delete(filler);
            String held = wire.upload("/flash/cert/full/cert.pem", second.chainPem());
            assertTrue(held, held.startsWith("226 "));
            String committed = wire.upload("/flash/cert/full/private.key", second.keyPem());
            assertTrue(committed, committed.startsWith("226 full: committed"));
            assertInUse(gateway.await(Credentials.class, "(service.id=*)"), second);
        }
    }

    private static void assertInUse(Credentials credentials, Identity identity) {
        CredentialInfo inUse = credentials.profiles().stream()
                .filter(profile -> profile.profile().equals("full"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                identity.certificate().getSerialNumber().toString(16),
                inUse.chain().get(0).serialNumber());
    }
}
