// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ussl.tls.internal.TlsRig.CA;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SwapPolicy;
import org.ussl.tls.TlsOptions;

/** A connection that the service ends says goodbye, also if somebody is writing on it just then. */
class GoodbyeTest {
    @RegisterExtension
    final TlsRig rig = new TlsRig();

    private final CountDownLatch written = new CountDownLatch(1);
    private final CountDownLatch mayReturn = new CountDownLatch(1);
    private volatile boolean slow;

    @Test
    void aWriterAtWorkSaysGoodbyeWhenItIsDone() throws Exception {
        rig.versions.put("server", List.of(CA.certificate()), CA.issue(TlsRig.server()));
        rig.versions.put("default", List.of(CA.certificate()), CA.issue(TlsRig.client()));
        SSLServerSocket listener = rig.tls.wrapServerSocket(
                rig.closeLater(new SlowListener()),
                TlsRig.serverOptions("server", CertReqs.REQUIRED).toBuilder()
                        .swapPolicy(SwapPolicy.CLOSE)
                        .build());
        TlsRig.start("writer", () -> {
            SSLSocket socket = (SSLSocket) listener.accept();
            socket.startHandshake();
            slow = true;
            socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
        });
        try (SSLSocket socket = rig.tls.wrapSocket(new Socket(), TlsOptions.profile("default"))) {
            socket.connect(new InetSocketAddress("localhost", listener.getLocalPort()));
            socket.setSoTimeout(30_000);
            InputStream in = socket.getInputStream();
            assertThat(in.readNBytes(5)).hasSize(5);
            written.await();

            rig.versions.put("server", List.of(CA.certificate()), CA.issue(TlsRig.server()));
            rig.reviewed();
            mayReturn.countDown();

            assertThat(in.read()).isEqualTo(-1);
        }
    }

    private final class SlowListener extends ServerSocket {
        SlowListener() throws IOException {
            super(0, 1, InetAddress.getByName("127.0.0.1"));
        }

        @Override
        public Socket accept() throws IOException {
            Socket accepted = new SlowSocket();
            implAccept(accepted);
            return accepted;
        }
    }

    /** Does not come back from a write, nor is it closed, until it may. */
    private final class SlowSocket extends Socket {
        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] b, int off, int len) throws IOException {
                    out.write(b, off, len);
                    if (slow) {
                        written.countDown();
                        awaitPermission();
                    }
                }
            };
        }

        @Override
        public void close() throws IOException {
            if (!slow || mayReturn.getCount() == 0) {
                super.close();
            }
        }

        private void awaitPermission() throws IOException {
            try {
                mayReturn.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
        }
    }
}
