// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EngineTest {
    @Test
    void takesAServerWithJetStream() throws Exception {
        check("INFO {\"version\":\"2.9.10\",\"headers\":true,\"jetstream\":true} \r\n");
    }

    @Test
    void saysWhatIsWrongWithOneThatIsThere() {
        assertThatThrownBy(() -> check("INFO {\"version\":\"2.9.10\"} \r\n"))
                .isInstanceOf(DemoFailure.class)
                .hasMessageContaining("without JetStream")
                .hasMessageContaining("nats-server -js");
        assertThatThrownBy(() -> check("220 ftp.example.com\r\n")).hasMessageContaining("no nats-server");
        assertThatThrownBy(() -> check("INFO {\"jetstream\":true,\"auth_required\":true}\r\n"))
                .hasMessageContaining("log-in");
    }

    @Test
    void saysHowToStartOneWhereNobodyListens() {
        // A port that belongs to a service which no machine runs any more, and that is given to nobody by chance.
        assertThatThrownBy(() -> Engine.of("nats://127.0.0.1:1").check())
                .isInstanceOf(DemoFailure.class)
                .hasMessageContaining("nats-server -js -sd nats-data -a 127.0.0.1");
    }

    @Test
    void readsAddresses() throws Exception {
        assertThat(Engine.of("nats://127.0.0.1")).hasToString("nats://127.0.0.1:4222");
        assertThatThrownBy(() -> Engine.of("tls://127.0.0.1:4222")).hasMessageContaining("nats://HOST:PORT");
        assertThatThrownBy(() -> Engine.of("nats://me:secret@127.0.0.1")).hasMessageContaining("log-in");
    }

    private static void check(String greeting) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread greeter = new Thread(() -> {
                try (Socket client = server.accept()) {
                    client.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
                    // The client ends it.
                    client.getInputStream().read();
                } catch (IOException e) {
                    // The test has what it wants.
                }
            });
            greeter.setDaemon(true);
            greeter.start();
            Engine.of("nats://127.0.0.1:" + server.getLocalPort()).check();
        }
    }
}
