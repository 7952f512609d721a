// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ussl.tls.internal.TlsRig.CA;
import static org.ussl.tls.internal.TlsRig.OTHER_CA;
import static org.ussl.tls.internal.TlsRig.talk;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsOptions;

/** Servers with several names, and with clients that mean no good. */
class ServerTest {
    @RegisterExtension
    final TlsRig rig = new TlsRig();

    private static final Certificate NORTH = Certificate.named("CN=north").dns("north.example");
    private static final Certificate SOUTH = Certificate.named("CN=south").dns("*.south.example");

    @Test
    void showsTheProfileWhoseCertificateHasTheNameThatTheClientAsksFor() throws Exception {
        Identity other = CA.issue(TlsRig.server());
        Identity north = CA.issue(NORTH);
        Identity south = CA.issue(SOUTH);
        InetSocketAddress server = serveNames(other);
        rig.versions.put("north", List.of(), north);
        rig.versions.put("south", List.of(), south);

        assertThat(certificateOf(server, "north.example")).isEqualTo(north.certificate());
        assertThat(certificateOf(server, "a.south.example")).isEqualTo(south.certificate());
        assertThat(certificateOf(server, "localhost")).isEqualTo(other.certificate());
        assertThat(certificateOf(server, "127.0.0.1")).isEqualTo(other.certificate());
    }

    @Test
    void followsTheSwapsOfEachProfileAndDoesWithoutOneThatIsNotThereYet() throws Exception {
        InetSocketAddress server = serveNames(CA.issue(TlsRig.server()));
        assertThatThrownBy(() -> certificateOf(server, "north.example"))
                .isInstanceOfSatisfying(
                        SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.HOSTNAME_MISMATCH));

        for (int i = 0; i < 3; i++) {
            Identity north = CA.issue(NORTH);
            rig.versions.put("north", List.of(), north);
            assertThat(certificateOf(server, "north.example")).isEqualTo(north.certificate());
        }
    }

    @Test
    void demandsAClientCertificateWhateverNameTheClientAsksFor() throws Exception {
        InetSocketAddress server = serveNames(CA.issue(TlsRig.server()));
        rig.versions.put("north", List.of(OTHER_CA.certificate()), CA.issue(NORTH));
        rig.versions.put("default", List.of(CA.certificate()), OTHER_CA.issue(TlsRig.client()));

        try (SSLSocket socket = connect(server, named("north.example"))) {
            assertThatThrownBy(() -> talk(socket)).isInstanceOf(IOException.class);
        } catch (SSLError e) {
            // TLS 1.3 may bring the refusal early or late.
        }
        assertThat(rig.seen().failure())
                .isInstanceOfSatisfying(
                        SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNTRUSTED));
    }

    @Test
    void theNamesOfTheConnectionsAreKnown() throws Exception {
        InetSocketAddress server = serveNames(CA.issue(TlsRig.server()));
        rig.versions.put("north", List.of(), CA.issue(NORTH));
        rig.versions.put("default", List.of(CA.certificate()), CA.issue(TlsRig.client()));

        try (SSLSocket socket = connect(server, named("north.example"))) {
            talk(socket);
            assertThat(rig.tls.connections())
                    .hasSize(2)
                    .allMatch(info -> "north.example".equals(info.sni()))
                    .anyMatch(info -> "north".equals(info.identity().profile())
                            && "server".equals(info.trust().profile()));
        }
    }

    @Test
    void twoHundredClientsThatSayNothingOrDripDoNotStarveAGoodOne() throws Exception {
        rig.versions.put("server", List.of(CA.certificate()), CA.issue(TlsRig.server()));
        rig.versions.put("default", List.of(CA.certificate()), CA.issue(TlsRig.client()));
        Connections narrow = rig.service(new Settings(CertReqs.NONE, 2, 100, Duration.ofHours(1)));
        InetSocketAddress server = rig.serve(narrow, TlsRig.serverOptions("server", CertReqs.REQUIRED));
        CountDownLatch dripping = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) {
            rig.closeLater(new Socket()).connect(server);
            Socket dripper = rig.closeLater(new Socket());
            dripper.connect(server);
            OutputStream out = dripper.getOutputStream();
            out.write(new byte[] {22, 3, 1, 1, 0, 1}); // A ClientHello that never comes to its end.
            dripping.countDown();
        }
        dripping.await();

        for (int i = 0; i < 5; i++) {
            try (SSLSocket socket = connect(server, TlsOptions.profile("default"))) {
                assertThat(talk(socket)).isEqualTo("hello");
            }
        }
        assertThat(narrow.statistics().refusedBusy()).isZero();
    }

    @Test
    void aHandshakeThatFindsNoPlaceUntilItsDeadlineIsRefusedAndCounted() throws Exception {
        rig.versions.put("server", List.of(CA.certificate()), CA.issue(TlsRig.server()));
        rig.versions.put("default", List.of(CA.certificate()), CA.issue(TlsRig.client()));
        Connections single = rig.service(new Settings(CertReqs.NONE, 1, 100, Duration.ofHours(1)));
        TlsOptions patient = TlsRig.serverOptions("server", CertReqs.REQUIRED);
        TlsOptions hasty =
                patient.toBuilder().handshakeTimeout(Duration.ofSeconds(4)).build();
        InetSocketAddress occupied = rig.serve(single, patient);
        InetSocketAddress crowded = rig.serve(single, hasty);
        // Takes the place and then neither goes on nor away.
        Stalled stalled = new Stalled();
        Socket silent = rig.closeLater(new Socket());
        silent.connect(occupied);
        silent.getOutputStream().write(stalled.hello(rig));
        assertThat(silent.getInputStream().read()).as("the server has answered").isEqualTo(22);

        assertThatThrownBy(() -> {
                    try (SSLSocket socket = connect(crowded, TlsOptions.profile("default"))) {
                        talk(socket);
                    }
                })
                .isInstanceOf(SSLError.class);

        assertThat(rig.seen().failure())
                .isInstanceOfSatisfying(
                        SSLError.class, e -> assertThat(e.reason()).isEqualTo(Reason.BUSY))
                .hasMessageContaining("maxHandshakes");
        assertThat(single.statistics().refusedBusy()).isEqualTo(1);
        silent.close();
        rig.seen();
        try (SSLSocket socket = connect(crowded, TlsOptions.profile("default"))) {
            assertThat(talk(socket)).isEqualTo("hello");
        }
    }

    /** A client's first message, caught on its way. */
    private static final class Stalled {
        byte[] hello(TlsRig rig) throws Exception {
            try (ServerSocket catcher = new ServerSocket(0)) {
                TlsRig.start("sender", () -> {
                    try (SSLSocket sender = rig.tls.wrapSocket(new Socket())) {
                        sender.connect(catcher.getLocalSocketAddress());
                    }
                });
                try (Socket caught = catcher.accept()) {
                    byte[] header = caught.getInputStream().readNBytes(5);
                    int length = (header[3] & 0xff) << 8 | header[4] & 0xff;
                    byte[] hello = new byte[5 + length];
                    System.arraycopy(header, 0, hello, 0, 5);
                    System.arraycopy(caught.getInputStream().readNBytes(length), 0, hello, 5, length);
                    return hello;
                }
            }
        }
    }

    private InetSocketAddress serveNames(Identity others) throws IOException {
        rig.versions.put("server", List.of(CA.certificate()), others);
        return rig.serve(TlsRig.serverOptions("server", CertReqs.REQUIRED).toBuilder()
                .sniProfiles("north", "south")
                .build());
    }

    private X509Certificate certificateOf(InetSocketAddress server, String name) throws Exception {
        rig.versions.put("default", List.of(CA.certificate()), CA.issue(TlsRig.client()));
        try (SSLSocket socket = connect(server, named(name))) {
            talk(socket);
            return rig.tls.connection(socket).getpeercert().orElseThrow();
        }
    }

    private static TlsOptions named(String name) {
        return TlsOptions.profile("default").toBuilder().serverHostname(name).build();
    }

    private SSLSocket connect(InetSocketAddress server, TlsOptions options) throws IOException {
        SSLSocket socket = rig.tls.wrapSocket(new Socket(), options);
        socket.connect(server);
        return socket;
    }
}
