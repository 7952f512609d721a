// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.TlsService;

/** One byte there and back between a client and a server that both show the same profile. */
final class Talk {
    private final TlsService tls;

    Talk(TlsService tls) {
        this.tls = tls;
    }

    /** Gives the TLS version that was spoken. */
    String over(String profile, String protocol) throws Exception {
        TlsOptions options = TlsOptions.profile(profile).toBuilder()
                .protocols(protocol)
                .checkHostname(false)
                .build();
        ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        try (SSLServerSocket listener = tls.wrapServerSocket(
                        plain, options.toBuilder().serverSide(true).build());
                Socket to = new Socket(plain.getInetAddress(), plain.getLocalPort())) {
            CompletableFuture<Void> server = new CompletableFuture<>();
            Thread answering = new Thread(() -> {
                try (Socket from = listener.accept()) {
                    from.getOutputStream().write(from.getInputStream().read());
                    from.getInputStream().read();
                    server.complete(null);
                } catch (IOException e) {
                    server.completeExceptionally(e);
                }
            });
            answering.setDaemon(true);
            answering.start();
            try (SSLSocket socket = tls.wrapSocket(to, options)) {
                socket.getOutputStream().write('x');
                if (socket.getInputStream().read() != 'x') {
                    throw new AssertionError("no echo");
                }
                String spoken = socket.getSession().getProtocol();
                socket.close();
                server.get(60, TimeUnit.SECONDS);
                return spoken;
            }
        }
    }
}
