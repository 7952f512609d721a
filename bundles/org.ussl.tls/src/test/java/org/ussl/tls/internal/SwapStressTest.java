// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ussl.tls.internal.TlsRig.CA;
import static org.ussl.tls.internal.TlsRig.OTHER_CA;
import static org.ussl.tls.internal.TlsRig.talk;

import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.testing.pki.Identity;
import org.ussl.tls.CertReqs;
import org.ussl.tls.TlsOptions;

/** A thousand swaps on both sides while four threads connect. */
class SwapStressTest {
    private static final int SWAPS = 1_000;
    private static final int CLIENTS = 4;
    private static final TlsOptions MUTUAL = TlsOptions.profile("default");

    @RegisterExtension
    final TlsRig rig = new TlsRig();

    /** Two generations, each of a CA of its own on both sides; both CAs are trusted, so no mixture is refused. */
    private final List<X509Certificate> both = List.of(CA.certificate(), OTHER_CA.certificate());

    private final List<Identity> gateways = List.of(CA.issue(TlsRig.client()), OTHER_CA.issue(TlsRig.client()));
    private final List<Identity> servers = List.of(CA.issue(TlsRig.server()), OTHER_CA.issue(TlsRig.server()));

    @Test
    void aThousandSwapsUnderFourConnectingThreadsFailNoHandshakeAndTearNoVersion() throws Exception {
        swap(0);
        InetSocketAddress server = rig.serve(TlsRig.serverOptions("server", CertReqs.REQUIRED));
        AtomicBoolean swapping = new AtomicBoolean(true);
        AtomicInteger handshakes = new AtomicInteger();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        List<Future<Void>> results = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Callable<Void> client = () -> {
                while (swapping.get() || handshakes.get() < 10 * CLIENTS) {
                    connectOnce(server);
                    handshakes.incrementAndGet();
                }
                return null;
            };
            results.add(clients.submit(client));
        }

        for (int i = 1; i <= SWAPS; i++) {
            swap(i);
            if (i % 100 == 0) {
                int seen = handshakes.get();
                // Some connect between the swaps, however busy the machine is.
                TlsRig.await(() ->
                        handshakes.get() >= seen + CLIENTS || results.stream().anyMatch(Future::isDone));
            }
        }
        swapping.set(false);
        for (Future<Void> result : results) {
            result.get(120, TimeUnit.SECONDS);
        }
        clients.shutdown();

        assertThat(rig.tls.statistics().failedHandshakes()).isEmpty();
        assertThat(rig.tls.statistics().closedUntrusted()).isZero();
        TlsRig.await(() -> rig.tls.statistics().live() == 0);
    }

    @Test
    void versionsThatWereReplacedAreForgottenWithTheirContexts() throws Exception {
        swap(0);
        InetSocketAddress server = rig.serve(TlsRig.serverOptions("server", CertReqs.REQUIRED));
        List<WeakReference<CredentialVersion>> replaced = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            connectOnce(server);
            replaced.add(new WeakReference<>(rig.versions.current("default").orElseThrow()));
            replaced.add(new WeakReference<>(rig.versions.current("server").orElseThrow()));
            swap(i);
        }
        rig.dropStaleContexts();

        TlsRig.await(() -> {
            System.gc();
            return replaced.stream().allMatch(version -> version.get() == null);
        });
    }

    @Test
    void theThreadsThatSwapsNeedEndWithTheService() throws Exception {
        swap(0);
        swap(1);
        rig.reviewed();
        assertThat(threads()).contains("ussl-tls-swaps");

        rig.tls.close();

        TlsRig.await(() -> !threads().contains("ussl-tls-swaps"));
    }

    /** Each side notes what it saw of the other; a torn version would fail the handshake or show a stranger. */
    private void connectOnce(InetSocketAddress server) throws Exception {
        try (SSLSocket socket = rig.tls.wrapSocket(new Socket(), MUTUAL)) {
            socket.connect(server);
            assertThat(talk(socket)).isEqualTo("hello");
            X509Certificate shown = rig.tls.connection(socket).getpeercert().orElseThrow();
            assertThat(servers).anyMatch(known -> known.certificate().equals(shown));
            long revision = rig.tls.connection(socket).identity().revision();
            assertThat(rig.tls.connection(socket).trust().revision()).isEqualTo(revision);
            Certificate[] own = socket.getSession().getLocalCertificates();
            if (own != null) { // Conscrypt does not tell.
                assertThat(own[0]).isEqualTo(gateways.get(generation(revision)).certificate());
            }
            assertThat(rig.seen().client())
                    .isIn(gateways.get(0).certificate(), gateways.get(1).certificate());
        }
    }

    private void swap(int number) {
        rig.versions.put("default", both, gateways.get(number % 2));
        rig.versions.put("server", both, servers.get(number % 2));
    }

    /** Revision 1 is swap 0. */
    private static int generation(long revision) {
        return (int) ((revision - 1) % 2);
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }
}
