// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifecycleTest {

    @TempDir
    Path folder;

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("ussl")
                        || thread.getName().contains("Nio")
                        || thread.getName().contains("pool-"))
                .filter(thread -> {
                    ThreadGroup group = thread.getThreadGroup(); // None any more if it has just ended.
                    return group != null && !group.getName().equals("InnocuousThreadGroup");
                })
                .toList();
    }

    /** One that has done its work is given the moment that it takes to end. */
    private static void assertNoMoreThan(List<Thread> before) throws InterruptedException {
        for (Thread thread : threads()) {
            if (!before.contains(thread)) {
                thread.join(30_000);
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }

    @Test
    void leavesNoThreadAndNoPortBehind() throws Exception {
        List<Thread> before = threads();
        for (int i = 0; i < 5; i++) {
            Gateway gateway = Gateway.withUser(folder);
            int port = gateway.port();
            FTPClient idle = gateway.login();
            FTPClient waiting = gateway.login();
            waiting.sendCommand("EPSV");
            waiting.sendCommand("STOR /flash/cert/ca.pem");
            FTPClient listing = gateway.login();
            listing.sendCommand("EPSV");
            listing.sendCommand("LIST");
            assertThat(threads())
                    .filteredOn(thread -> !before.contains(thread))
                    .extracting(Thread::getName)
                    .contains("ussl-ftp");

            gateway.close();

            assertNoMoreThan(before);
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                    .isInstanceOf(ConnectException.class);
            for (FTPClient client : List.of(idle, waiting, listing)) {
                // It may hear of its transfer's end first.
                assertThatThrownBy(() -> {
                            while (true) {
                                client.getReply();
                            }
                        })
                        .isInstanceOf(IOException.class);
            }
            assertThat(gateway.recording.offers).isEmpty();
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        }
    }

    @Test
    void comesUpWhenAPortIsFreedThatWasInUse() throws Exception {
        ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        try (Gateway gateway = Gateway.on(Gateway.settings(folder, Map.of("port", other.getLocalPort())))) {
            assertThat(gateway.listens()).isFalse();
            other.close();
            assertThat(gateway.port()).isEqualTo(other.getLocalPort());
            gateway.login().disconnect();
        }
    }

    @Test
    void waitsForThePortThatAnotherDropBoxHas() throws Exception {
        try (Gateway first = Gateway.withUser(folder.resolve("first"))) {
            int port = first.port();
            try (Gateway second = Gateway.on(Gateway.settings(folder.resolve("second"), Map.of("port", port)))) {
                first.login().disconnect();
                assertThat(second.listens()).isFalse();
                first.close();
                assertThat(second.port()).isEqualTo(port);
                second.login().disconnect();
            }
        }
    }

    @Test
    void stopsWhileThePortIsInUse() throws Exception {
        List<Thread> before = threads();
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Gateway.on(Gateway.settings(folder, Map.of("port", other.getLocalPort())))
                    .close();
        }
        assertNoMoreThan(before);
    }
}
