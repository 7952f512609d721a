// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ussl.tls.internal.TlsRig.CA;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.SigningKey;
import org.ussl.testing.pki.Identity;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;

/** A store that stops while handshakes use its keys. */
class StoreExchangeTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    @RegisterExtension
    final TlsRig rig = new TlsRig();

    private final ExecutorService others = Executors.newCachedThreadPool();
    private final CountDownLatch helloCame = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);
    private final Identity old = CA.issue(TlsRig.client());
    private final StoppableKey key = new StoppableKey(old);

    @AfterEach
    void end() {
        others.shutdownNow();
    }

    @Test
    void storeThatStopsIsHeldUpUntilTheHandshakeThatUsesItsKeyIsOver() throws Exception {
        Future<SSLSocket> client = handshakeThatWaits();

        rig.versions.put("default", List.of(CA.certificate()), CA.issue(TlsRig.client()));
        Future<?> stop = others.submit(() -> {
            rig.tls.awaitHandshakes(LONG);
            key.stopped = true;
        });
        answer.countDown();

        try (SSLSocket socket = client.get(60, TimeUnit.SECONDS)) {
            assertThat(socket.getSession().getPeerCertificates()).isNotEmpty();
        }
        assertThat(rig.seen().client()).isEqualTo(old.certificate());
        stop.get(60, TimeUnit.SECONDS);
    }

    @Test
    void enginesAreWaitedForSinceTheyWereMade() throws Exception {
        rig.versions.put("server", List.of(CA.certificate()), CA.issue(TlsRig.server()));
        rig.versions.put(new CredentialVersion(
                "default", 1, Instant.now(), List.of(CA.certificate()), List.of(), old.chain(), key));
        SSLEngine client = rig.tls.engine(TlsOptions.profile("default"), "localhost", 443);
        SSLEngine server = rig.tls.engine(
                TlsOptions.profile("server").toBuilder()
                        .serverSide(true)
                        .certReqs(CertReqs.REQUIRED)
                        .build(),
                "client",
                0);

        rig.versions.put("default", List.of(CA.certificate()), CA.issue(TlsRig.client()));
        Future<?> stop = others.submit(() -> {
            rig.tls.awaitHandshakes(LONG);
            key.stopped = true;
        });
        assertThat(new EnginePair(server, client).exchange("word")).isEqualTo("word");
        stop.get(60, TimeUnit.SECONDS);
        assertThat(server.getSession().getPeerCertificates()[0]).isEqualTo(old.certificate());
    }

    @Test
    void peerThatNeverAnswersHoldsTheStoreUpForAWhileOnly() throws Exception {
        Future<SSLSocket> client = handshakeThatWaits();

        rig.tls.awaitHandshakes(Duration.ofMillis(1));
        key.stopped = true;
        answer.countDown();

        assertThatThrownBy(() -> client.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(SSLError.class);
    }

    @Test
    void handshakesThatBeginLaterHoldNothingUp() throws Exception {
        rig.tls.awaitHandshakes(LONG);
        Future<SSLSocket> client = handshakeThatWaits();
        answer.countDown();
        client.get(60, TimeUnit.SECONDS).close();
        rig.tls.awaitHandshakes(LONG);
    }

    /** A client that has said hello and gets no answer yet. */
    private Future<SSLSocket> handshakeThatWaits() throws Exception {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.REQUIRED);
        rig.versions.put(new CredentialVersion(
                "default", 1, Instant.now(), List.of(CA.certificate()), List.of(), old.chain(), key));
        InetSocketAddress slow = slowly(server);
        Future<SSLSocket> client = others.submit(() -> {
            Socket plain = rig.closeLater(new Socket(slow.getAddress(), slow.getPort()));
            SSLSocket socket = rig.tls.wrapSocket(
                    plain,
                    TlsOptions.profile("default").toBuilder()
                            .serverHostname("localhost")
                            .build());
            socket.getOutputStream().write('x');
            socket.getInputStream().read();
            return socket;
        });
        assertThat(helloCame.await(60, TimeUnit.SECONDS)).isTrue();
        return client;
    }

    /** A way to a server on which its answers wait. */
    private InetSocketAddress slowly(InetSocketAddress server) throws Exception {
        ServerSocket listener = rig.listener();
        others.submit(() -> {
            Socket near = rig.closeLater(listener.accept());
            Socket far = rig.closeLater(new Socket(server.getAddress(), server.getPort()));
            others.submit(() -> {
                int first = near.getInputStream().read();
                helloCame.countDown();
                far.getOutputStream().write(first);
                return near.getInputStream().transferTo(far.getOutputStream());
            });
            answer.await();
            return far.getInputStream().transferTo(near.getOutputStream());
        });
        return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    private static final class StoppableKey implements SigningKey {
        private final Identity identity;
        private volatile boolean stopped;

        StoppableKey(Identity identity) {
            this.identity = identity;
        }

        @Override
        public PublicKey publicKey() {
            return identity.certificate().getPublicKey();
        }

        @Override
        public byte[] sign(String algorithm, @Nullable AlgorithmParameterSpec parameters, byte[] content)
                throws GeneralSecurityException {
            if (stopped) {
                throw new GeneralSecurityException("store is stopped");
            }
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(identity.keyPair().getPrivate());
            signature.update(content);
            return signature.sign();
        }
    }
}
