// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Behind a router: ports that it lets through, and an address that it translates. */
class DataPortsTest {

    @TempDir
    Path folder;

    private static int freePort() throws Exception {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static int port(String reply) {
        String[] numbers = reply.replaceAll(".*\\(([0-9,]+)\\).*", "$1").split(",");
        return 256 * Integer.parseInt(numbers[4]) + Integer.parseInt(numbers[5]);
    }

    @Test
    void tellsTheRoutersAddressAndListensOnTheConfiguredPortsOnly() throws Exception {
        int one = freePort();
        int other = freePort();
        try (Gateway gateway = Gateway.withUser(
                        folder, Map.of("passiveAddress", "192.0.2.7", "passivePorts", one + "," + other));
                Wire wire = Wire.login(gateway)) {
            for (int i = 0; i < 4; i++) {
                String reply = wire.ask("PASV", "227");
                assertThat(reply).contains("(192,0,2,7,");
                assertThat(port(reply)).isIn(one, other);
                // The router would lead there.
                try (Socket data = new Socket(InetAddress.getLoopbackAddress(), port(reply))) {
                    wire.ask("STOR /flash/cert/ca.pem", "150");
                    data.getOutputStream().write("good".getBytes(StandardCharsets.US_ASCII));
                    data.shutdownOutput();
                    wire.expect("226");
                }
            }
            assertThat(gateway.recording.offers).hasSize(4);
        }
    }

    @Test
    void saysThatAllPortsAreTakenAndGoesOnWhenOneIsFree() throws Exception {
        try (Gateway gateway = Gateway.withUser(folder, Map.of("passivePorts", String.valueOf(freePort())));
                Wire first = Wire.login(gateway);
                Wire second = Wire.login(gateway)) {
            first.ask("PASV", "227");
            second.ask("PASV", "425");
            assertThat(first.upload("/flash/cert/ca.pem", "good")).startsWith("226 ");
            assertThat(second.upload("/flash/cert/ca.pem", "good")).startsWith("226 ");
        }
    }

    @Test
    void tellsWhereTheClientIsAndNothingElse() throws Exception {
        try (Gateway gateway = Gateway.withUser(folder);
                Wire wire = Wire.login(gateway)) {
            wire.ask("CWD /flash/cert/line-3", "250");
            String before = wire.ask("PWD", "257 \"/flash/cert/line-3\"");
            String spelled = wire.ask("XPWD");
            assertThat(wire.upload("private.key", "good key")).startsWith("226 ");
            assertThat(wire.ask("PWD")).isEqualTo(before);
            assertThat(wire.ask("XPWD")).isEqualTo(spelled);
        }
    }
}
