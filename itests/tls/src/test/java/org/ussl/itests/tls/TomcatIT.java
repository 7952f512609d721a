// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/**
 * Tomcat with nothing but its own configuration: it serves a profile, judges clients by its trust, and follows both.
 */
class TomcatIT {
    private static final Authority CA = Authority.create("CN=Tomcat CA");
    private static final Authority OTHER_CA = Authority.create("CN=Other Tomcat CA");
    private static final String PROFILE = "tomcat";

    @TempDir
    static Path folder;

    private static final Tomcat TOMCAT = new Tomcat();
    private static Connector connector;

    @BeforeAll
    static void start() throws Exception {
        TomcatURLStreamHandlerFactory.disable(); // Felix has set the JVM's own.
        Gateway.tls(Engine.JDK);
        JcaIT.await(() -> Security.getProvider("USSL") != null);
        deliver(CA, server());
        Path file = Files.writeString(folder.resolve("tomcat.profile"), "profile=" + PROFILE + "\n");
        SSLHostConfig host = new SSLHostConfig();
        SSLHostConfigCertificate certificate =
                new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        certificate.setCertificateKeystoreType("USSL");
        certificate.setCertificateKeystoreFile(file.toString());
        certificate.setCertificateKeyAlias(PROFILE);
        host.addCertificate(certificate);
        host.setKeyManagerAlgorithm("USSL");
        host.setTruststoreType("USSL");
        host.setTruststoreFile(file.toString());
        host.setTruststoreAlgorithm("USSL");
        host.setCertificateVerification("required");
        connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("SSLEnabled", "true");
        connector.setSecure(true);
        connector.setScheme("https");
        connector.addSslHostConfig(host);
        TOMCAT.setBaseDir(folder.toString());
        TOMCAT.setConnector(connector);
        TOMCAT.addContext("", folder.toString());
        TOMCAT.start();
    }

    @AfterAll
    static void stop() throws Exception {
        TOMCAT.stop();
        TOMCAT.destroy();
    }

    @Test
    void renewedCertificateAndTrustAreFollowedWithoutAReload() throws Exception {
        Identity client = CA.issue(Certificate.named("CN=gw-17"));
        Identity stranger = OTHER_CA.issue(Certificate.named("CN=gw-17"));
        for (int renewal = 0; renewal < 3; renewal++) {
            Identity identity = server();
            deliver(CA, identity);
            assertThat(shownTo(client)).isEqualTo(identity.certificate());
            assertThatThrownBy(() -> shownTo(stranger)).isInstanceOf(IOException.class);
        }
        Identity last = server();
        deliver(OTHER_CA, last);
        assertThat(shownTo(stranger)).isEqualTo(last.certificate());
        assertThatThrownBy(() -> shownTo(client)).isInstanceOf(IOException.class);
    }

    private static Identity server() {
        return CA.issue(Certificate.named("CN=localhost").dns("localhost").ip("127.0.0.1"));
    }

    private static void deliver(Authority trusted, Identity identity) {
        Gateway.profiles().put(PROFILE, List.of(trusted.certificate()), List.of(), identity);
    }

    /** Asks for a page that is not there, and gives the certificate of whoever said so. */
    private static X509Certificate shownTo(Identity client) throws Exception {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry(
                "own",
                client.keyPair().getPrivate(),
                new char[0],
                client.chain().toArray(new X509Certificate[0]));
        own.setCertificateEntry("ca", CA.certificate());
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(own, new char[0]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(own);
        // A new context each time, so that no session is resumed.
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        try (SSLSocket socket = (SSLSocket)
                context.getSocketFactory().createSocket(InetAddress.getByName("127.0.0.1"), connector.getLocalPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
            byte[] start = socket.getInputStream().readNBytes(12);
            if (!new String(start, US_ASCII).equals("HTTP/1.1 404")) {
                throw new IOException("the connection has ended");
            }
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }
}
