// SPDX-License-Identifier: Apache-2.0
package org.ussl.example.client.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocketFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The shell command {@code example:head HOST PORT}: the first line that a web server says. The command is there while
 * the profile {@code default} has a CA, a certificate and a key.
 */
@Component(
        service = Head.class,
        property = {"osgi.command.scope=example", "osgi.command.function=head"})
public final class Head {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final SSLSocketFactory tls;

    /** Takes the factory of the profile. It stays the same over renewals; each socket uses what is in use then. */
    @Activate
    public Head(@Reference(target = "(&(ussl.profile=default)(ussl.cert_reqs=required))") SSLSocketFactory tls) {
        this.tls = tls;
    }

    /**
     * Asks a server.
     *
     * @return its status line; {@code null} if it closes without a word
     * @throws IOException if it cannot be reached or is not to be trusted; the message says what to do
     */
    public String head(String host, int port) throws IOException {
        try (Socket socket = tls.createSocket()) {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            String request = "HEAD / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }
}
