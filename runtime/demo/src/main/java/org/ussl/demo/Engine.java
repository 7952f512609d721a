// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;

/**
 * The nats-server of the fleet, which the user has started.
 *
 * @param host its host
 * @param port its port
 */
record Engine(String host, int port) {
    private static final int USUAL_PORT = 4222;
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final String START = "nats-server -js -sd nats-data -a 127.0.0.1";

    static Engine of(String address) throws DemoFailure {
        try {
            URI uri = new URI(address);
            if ("nats".equals(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null) {
                return new Engine(uri.getHost(), uri.getPort() < 0 ? USUAL_PORT : uri.getPort());
            }
        } catch (URISyntaxException e) {
            // Told below.
        }
        throw new DemoFailure("--server must be nats://HOST:PORT, without TLS and log-in, not " + address);
    }

    /** Looks whether it is there and has what a fleet needs: a server tells that of itself before anybody asks. */
    void check() throws DemoFailure {
        String said;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            said = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
        } catch (IOException e) {
            throw new DemoFailure("no nats-server answers at " + this + " (" + e.getMessage()
                    + "); nothing was made. Start one in another terminal (Debian's package nats-server):\n  " + START
                    + "\nor say where there is one by --server");
        }
        if (said == null || !said.startsWith("INFO ")) {
            throw new DemoFailure("what listens at " + this + " is no nats-server; nothing was made. Another one:"
                    + " --server nats://HOST:PORT");
        }
        if (!said.contains("\"jetstream\":true")) {
            throw new DemoFailure("the nats-server at " + this + " runs without JetStream; nothing was made. Start it"
                    + " with it:\n  " + START);
        }
        if (said.contains("\"auth_required\":true") || said.contains("\"tls_required\":true")) {
            throw new DemoFailure("the nats-server at " + this + " wants a log-in or TLS, which the demo has not;"
                    + " nothing was made. One for the demo:\n  " + START);
        }
    }

    @Override
    public String toString() {
        return "nats://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
