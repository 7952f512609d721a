// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.felix;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** An FTP client that does one command after the other, with TLS if asked to. */
final class FtpWire implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 30_000;

    private final InetSocketAddress address;
    private Socket control;

    FtpWire(InetSocketAddress address) throws IOException {
        this.address = address;
        control = new Socket(address.getAddress(), address.getPort());
        control.setSoTimeout(PATIENCE_MILLIS);
        expect("220");
    }

    /** Encrypts the commands that follow; gives the server's certificate. */
    X509Certificate startTls(String version) throws IOException, GeneralSecurityException {
        SSLContext tls = SSLContext.getInstance(version);
        tls.init(null, new TrustManager[] {new Anybody()}, null);
        ask("AUTH TLS", "234");
        SSLSocket encrypted =
                (SSLSocket) tls.getSocketFactory().createSocket(control, "gateway", address.getPort(), true);
        encrypted.startHandshake();
        control = encrypted;
        return (X509Certificate) encrypted.getSession().getPeerCertificates()[0];
    }

    FtpWire login() throws IOException {
        ask("USER " + Gateway.USER, "331");
        ask("PASS " + Gateway.PASSWORD, "230");
        ask("TYPE I", "200");
        return this;
    }

    /** A data connection in clear text. */
    Socket open() throws IOException {
        int port = Integer.parseInt(ask("EPSV", "229").replaceAll(".*\\(\\|\\|\\|(\\d+)\\|\\).*", "$1"));
        Socket data = new Socket(address.getAddress(), port);
        data.setSoTimeout(PATIENCE_MILLIS);
        return data;
    }

    /** An upload in clear text; gives the last reply. */
    String upload(String path, byte[] content) throws IOException {
        try (Socket data = open()) {
            ask("STOR " + path, "150");
            data.getOutputStream().write(content);
            data.shutdownOutput();
            return reply();
        }
    }

    String ask(String command, String code) throws IOException {
        control.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        control.getOutputStream().flush();
        return expect(code);
    }

    String expect(String code) throws IOException {
        String reply = reply();
        if (!reply.startsWith(code)) {
            throw new AssertionError("Expected " + code + ", got: " + reply);
        }
        return reply;
    }

    private String reply() throws IOException {
        String line = line();
        String end = line.substring(0, 3) + " ";
        while (!line.startsWith(end)) {
            line = line();
        }
        return line;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        InputStream in = control.getInputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("Closed after \"" + line + "\"");
            }
            line.append((char) b);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        control.close();
    }

    /** Takes any certificate; the tests compare it. */
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
