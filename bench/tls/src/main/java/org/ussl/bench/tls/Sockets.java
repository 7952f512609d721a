// SPDX-License-Identifier: Apache-2.0
package org.ussl.bench.tls;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ssl.SSLSocket;

/** Puts TLS on connected sockets, one way or the other. */
interface Sockets extends AutoCloseable {
    /** The server's name. It has dots, because JSSE sends other names as SNI only to those who set them, as we do. */
    String NAME = "server.bench.test";

    /** How the other names of the server end. */
    String FRESH = ".fresh.example";

    /** The client's end; has not shaken hands. */
    SSLSocket client(Socket connected) throws IOException;

    /** A listener whose sockets have not shaken hands. */
    ServerSocket listener(ServerSocket plain) throws IOException;

    @Override
    void close() throws Exception;
}
