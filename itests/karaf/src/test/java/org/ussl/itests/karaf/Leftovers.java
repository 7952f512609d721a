// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;

/** What features must not leave behind when they go. */
final class Leftovers {
    /**
     * Objects that do something, in a histogram of the heap: services, security providers, servers, and what we
     * brought.
     */
    private static final String ALIVE =
            ".* (org\\.apache\\.(ftpserver|mina)\\..*|.*paho\\..*|org\\.conscrypt\\..*Provider|org\\.bouncycastle\\.jsse\\..*Provider"
                    + "|org\\.ussl\\..*(Provider|Component|DropBox|Server|Connection|Commands|Command|Store|Sockets|Beans|Endpoint|Page))";

    private static final String THREADS = "\"(ussl|MQTT |NioSocket|.*FtpServer|qtp|paxweb).*";

    private Leftovers() {}

    /** Waits until there is no bundle but those that it has booted with, no port, no object that works, no thread. */
    static void awaitNone(Karaf karaf, List<String> stock, int port) throws Exception {
        karaf.awaitStock(stock);
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                .isInstanceOf(ConnectException.class);
        // After a collection no service, no security provider and no server is left.
        Patience.untilAsserted(() -> assertThat(karaf.jcmd("GC.class_histogram").lines())
                .filteredOn(line -> line.matches(ALIVE))
                .isEmpty());
        Patience.untilAsserted(() -> assertThat(karaf.threads(THREADS)).isEmpty());
    }
}
