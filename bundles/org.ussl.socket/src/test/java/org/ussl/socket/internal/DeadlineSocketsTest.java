// SPDX-License-Identifier: Apache-2.0
package org.ussl.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ussl.socket.AddressFamily;
import org.ussl.socket.Protocol;
import org.ussl.socket.ProtocolSocket;
import org.ussl.socket.SocketType;

class DeadlineSocketsTest {
    private final DeadlineSockets sockets = new DeadlineSockets(Duration.ofSeconds(10));

    @Test
    void marksSocketsWithTheirProtocol() throws IOException {
        try (Socket sec = sockets.socket();
                Socket tcp = sockets.socket(AddressFamily.INET6, SocketType.STREAM, Protocol.TCP)) {
            assertThat(((ProtocolSocket) sec).protocol()).isEqualTo(Protocol.SEC);
            assertThat(((ProtocolSocket) sec).family()).isEqualTo(AddressFamily.INET);
            assertThat(((ProtocolSocket) tcp).protocol()).isEqualTo(Protocol.TCP);
            assertThat(((ProtocolSocket) tcp).family()).isEqualTo(AddressFamily.INET6);
        }
    }

    @Test
    void refusesDatagrams() {
        assertThatThrownBy(() -> sockets.socket(AddressFamily.INET, SocketType.DGRAM, Protocol.UDP))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("DatagramSocket");
    }

    @Test
    void resolvesAnUnresolvedAddressAtConnect() throws IOException {
        try (ServerSocket listener = listener();
                Socket socket = sockets.socket()) {
            socket.connect(InetSocketAddress.createUnresolved("localhost", listener.getLocalPort()));

            assertThat(socket.isConnected()).isTrue();
            assertThat(((InetSocketAddress) socket.getRemoteSocketAddress()).getHostString())
                    .isEqualTo("localhost");
        }
    }

    @Test
    void namesTheHostThatHasNoAddressOfTheFamily() throws IOException {
        try (Socket socket = sockets.socket(AddressFamily.INET6, SocketType.STREAM, Protocol.SEC)) {
            assertThatThrownBy(() -> socket.connect(InetSocketAddress.createUnresolved("127.0.0.1", 1)))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessageContaining("127.0.0.1")
                    .hasMessageContaining("INET6");
        }
    }

    @Test
    void endsAConnectThatNobodyAnswersAtItsDeadline() throws IOException {
        // A listener whose queue is full drops what comes: a connect to it hangs until somebody gives up.
        List<Socket> queued = new ArrayList<>();
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(listener, queued);
            DeadlineSockets hasty = new DeadlineSockets(Duration.ofMillis(50));
            try (Socket socket = hasty.socket()) {
                assertThatThrownBy(() -> socket.connect(listener.getLocalSocketAddress()))
                        .isInstanceOf(SocketTimeoutException.class);
            }
        } finally {
            for (Socket socket : queued) {
                socket.close();
            }
        }
    }

    @Test
    void keepsTheNameThatWasAskedFor() throws IOException {
        assertThat(sockets.getaddrinfo("localhost", 8883)).isNotEmpty().allSatisfy(address -> {
            assertThat(address.getHostString()).isEqualTo("localhost");
            assertThat(address.getPort()).isEqualTo(8883);
        });
    }

    @Test
    void refusesATimeoutOfZeroByItsKey() {
        assertThatThrownBy(() -> new DeadlineSockets(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("connectTimeoutMillis");
    }

    private static ServerSocket listener() throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        return listener;
    }

    private static void fill(ServerSocket listener, List<Socket> queued) throws IOException {
        while (true) {
            Socket socket = new Socket();
            queued.add(socket);
            try {
                socket.connect(listener.getLocalSocketAddress(), 200);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
    }
}
