// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.ussl.testing.pki.Identity;

/** A control connection byte by byte, and the data connections that belong to it. */
final class Wire implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 30_000;

    private Socket control;
    private @Nullable SSLContext tls;
    private @Nullable IOException broken;
    /** All that the server has ever sent here. */
    final StringBuilder heard = new StringBuilder();

    private final List<AutoCloseable> open = new ArrayList<>();

    Wire(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** On a connection that is there already. */
    Wire(Socket control) throws IOException {
        this.control = control;
        control.setSoTimeout(PATIENCE_MILLIS);
    }

    /** Connected, with the greeting read. */
    static Wire to(Gateway gateway) throws Exception {
        Wire wire = new Wire(gateway.port());
        wire.expect("220");
        return wire;
    }

    static Wire login(Gateway gateway) throws Exception {
        return login(gateway, Gateway.USER);
    }

    /** All users have the same password here. */
    static Wire login(Gateway gateway, String user) throws Exception {
        Wire wire = to(gateway);
        wire.ask("USER " + user, "331");
        wire.ask("PASS " + Gateway.PASSWORD, "230");
        return wire;
    }

    Socket control() {
        return control;
    }

    /** AUTH TLS and the handshake; data connections stay clear until {@link #protect}. */
    void startTls() throws Exception {
        startTls(trusting(null));
    }

    void startTls(SSLContext context) throws Exception {
        ask("AUTH TLS", "234");
        shakeHands(context);
    }

    /** The handshake without AUTH. */
    void shakeHands(SSLContext context) throws IOException {
        SSLSocket encrypted = (SSLSocket) context.getSocketFactory()
                .createSocket(control, control.getInetAddress().getHostAddress(), control.getPort(), true);
        encrypted.startHandshake();
        control = encrypted;
    }

    /** PROT P. */
    void protect(SSLContext context) throws IOException {
        ask("PBSZ 0", "200");
        ask("PROT P", "200");
        tls = context;
    }

    /** The certificate that the server has shown. */
    X509Certificate certificate() throws IOException {
        return (X509Certificate) ((SSLSocket) control).getSession().getPeerCertificates()[0];
    }

    /** A client's context that takes any certificate, because that is not what is tested. */
    static SSLContext trusting(@Nullable Identity identity) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManager[] keys = null;
        if (identity != null) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "key",
                    identity.keyPair().getPrivate(),
                    new char[0],
                    identity.chain().toArray(X509Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(store, new char[0]);
            keys = factory.getKeyManagers();
        }
        context.init(keys, new TrustManager[] {new Anybody()}, null);
        return context;
    }

    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    void send(String text) throws IOException {
        control.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        control.getOutputStream().flush();
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
        heard.append(line).append('\n');
        return line.toString().strip();
    }

    /** The next reply, its lines joined by line feeds. */
    String reply() throws IOException {
        String first = line();
        StringBuilder reply = new StringBuilder(first);
        if (first.length() > 3 && first.charAt(3) == '-') {
            String last;
            do {
                last = line();
                reply.append('\n').append(last);
            } while (!last.startsWith(first.substring(0, 3) + " "));
        }
        return reply.toString();
    }

    String ask(String command) throws IOException {
        send(command + "\r\n");
        return reply();
    }

    /** Asks and wants this code. */
    String ask(String command, String code) throws IOException {
        send(command + "\r\n");
        return expect(code);
    }

    String expect(String code) throws IOException {
        String reply = reply();
        if (!reply.startsWith(code)) {
            throw new AssertionError("Expected " + code + ", got: " + reply);
        }
        return reply;
    }

    /** A data connection by EPSV. */
    Socket extendedPassive() throws IOException {
        return data(Integer.parseInt(ask("EPSV", "229").replaceAll(".*\\(\\|\\|\\|(\\d+)\\|\\).*", "$1")));
    }

    /** A data connection by PASV. */
    Socket passive() throws IOException {
        String[] numbers =
                ask("PASV", "227").replaceAll(".*\\(([0-9,]+)\\).*", "$1").split(",");
        return data(256 * Integer.parseInt(numbers[4]) + Integer.parseInt(numbers[5]));
    }

    private Socket data(int port) throws IOException {
        Socket data = new Socket(InetAddress.getLoopbackAddress(), port);
        data.setSoTimeout(PATIENCE_MILLIS);
        open.add(data);
        return data;
    }

    /** A listener that the server is told to connect to by PORT. */
    ServerSocket active() throws IOException {
        ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(PATIENCE_MILLIS);
        open.add(listener);
        int port = listener.getLocalPort();
        ask("PORT 127,0,0,1," + port / 256 + "," + port % 256, "200");
        return listener;
    }

    /**
     * A whole upload by PASV; answers the last reply. A server may break an upload off, and then says why on the
     * control connection: a write that fails is no failure of the client's.
     */
    String upload(String path, byte[] content) throws IOException {
        try (Socket data = passive()) {
            String first = ask("STOR " + path);
            if (!first.startsWith("150")) {
                return first;
            }
            try {
                send(data, content);
            } catch (IOException brokenOff) {
                broken = brokenOff;
            }
            return reply();
        }
    }

    private void send(Socket data, byte[] content) throws IOException {
        SSLContext context = tls;
        if (context == null) {
            data.getOutputStream().write(content);
            data.shutdownOutput();
            return;
        }
        try (Socket encrypted = context.getSocketFactory()
                .createSocket(data, data.getInetAddress().getHostAddress(), data.getPort(), true)) {
            encrypted.getOutputStream().write(content);
        }
    }

    /** What became of the last data connection on which {@link #upload} could not send all; {@code null} if of none. */
    @Nullable
    IOException broken() {
        return broken;
    }

    String upload(String path, String content) throws IOException {
        return upload(path, content.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** What a listing sends. */
    String list(String command) throws IOException {
        try (Socket data = passive()) {
            ask(command, "150");
            String listing = new String(data.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            heard.append(listing);
            expect("226");
            return listing;
        }
    }

    @Override
    public void close() throws IOException {
        for (AutoCloseable one : open) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
        control.close();
    }
}
