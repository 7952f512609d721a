// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ussl.tls.internal.TlsRig.CA;
import static org.ussl.tls.internal.TlsRig.talk;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLHandshakeTimeout;
import org.ussl.tls.TlsOptions;

/** What users of Python's {@code ssl} count on and no other test shows; docs/python.md has the whole list. */
class PythonHabitsTest {
    @RegisterExtension
    final TlsRig rig = new TlsRig();

    /** {@code do_handshake_on_connect=False}. */
    @Test
    void handshakeWaitsForTheFirstWriteIfConnectIsNotToDoIt() throws Exception {
        SSLSocket socket = connected(TlsOptions.profile("default").toBuilder()
                .doHandshakeOnConnect(false)
                .build());

        assertThat(socket.isConnected()).isTrue();
        assertThatThrownBy(() -> rig.tls.connection(socket)).isInstanceOf(IllegalStateException.class);

        assertThat(talk(socket)).isEqualTo("hello");
        assertThat(rig.tls.connection(socket).getpeercert()).isPresent();
    }

    /** {@code do_handshake()}, which a library may call whether it is done or not. */
    @Test
    void handshakeThatIsDoneMayBeAskedForAgain() throws Exception {
        SSLSocket socket = connected(TlsOptions.profile("default"));

        socket.startHandshake();

        assertThat(talk(socket)).isEqualTo("hello");
    }

    /** {@code settimeout} before {@code connect}. */
    @Test
    void socketsTimeoutBoundsTheHandshake() throws Exception {
        ServerSocket silent = rig.listener(); // The system accepts for it, and nobody answers.

        try (SSLSocket socket = rig.tls.wrapSocket(new Socket())) {
            socket.setSoTimeout(100);

            assertThatThrownBy(() -> socket.connect(silent.getLocalSocketAddress()))
                    .isInstanceOf(SSLHandshakeTimeout.class)
                    .hasMessageContaining("socket's timeout");
            assertThat(socket.isClosed()).isTrue();
        }
    }

    /** {@code socket.timeout} from {@code recv}: nothing is lost, and the next {@code recv} goes on. */
    @Test
    void readThatTimesOutCostsNothing() throws Exception {
        SSLSocket socket = connected(TlsOptions.profile("default"));
        assertThat(talk(socket)).isEqualTo("hello");

        socket.setSoTimeout(100);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(60_000);

        assertThat(talk(socket)).isEqualTo("hello");
    }

    private SSLSocket connected(TlsOptions options) throws IOException {
        InetSocketAddress server = rig.serve(CA.issue(TlsRig.server()), CertReqs.REQUIRED);
        rig.versions.put("default", List.of(CA.certificate()), CA.issue(TlsRig.client()));
        SSLSocket socket = rig.closeLater(rig.tls.wrapSocket(new Socket(), options));
        socket.connect(server);
        return socket;
    }
}
