// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.ussl.tls.internal.TlsRig.CA;
import static org.ussl.tls.internal.TlsRig.talk;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLEOFError;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.spi.TlsFeature;

/** Into TLS from clear text and back again; the end of each direction. */
class ClearTextTest {
    @RegisterExtension
    final TlsRig rig = new TlsRig();

    private final TlsOptions server = TlsRig.serverOptions("server", CertReqs.REQUIRED);
    private ServerSocket listener;

    @BeforeEach
    void deliver() throws IOException {
        rig.versions.put("server", List.of(CA.certificate()), CA.issue(TlsRig.server()));
        rig.versions.put("default", List.of(CA.certificate()), CA.issue(TlsRig.client()));
        listener = rig.listener();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void goesToTlsAndBackAndLosesNothing(String protocol) throws Exception {
        assumeHalfClose();
        CompletableFuture<String> peer = serve(plain -> {
            say(plain, "ready\n");
            assertThat(line(plain)).isEqualTo("starttls");
            SSLSocket tls = rig.tls.wrapSocket(plain, server);
            assertThat(line(tls)).isEqualTo("secret");
            say(tls, "noted\n");
            assertThat(tls.getInputStream().read()).isEqualTo(-1);
            Socket again = rig.tls.unwrap(tls);
            assertThat(again).isSameAs(plain);
            say(again, "clear again\n");
            return line(again);
        });
        Socket plain = connect();

        assertThat(line(plain)).isEqualTo("ready");
        say(plain, "starttls\n");
        SSLSocket tls = rig.tls.wrapSocket(plain, client(protocol));
        say(tls, "secret\n");
        assertThat(line(tls)).isEqualTo("noted");
        Socket again = rig.tls.unwrap(tls);
        assertThat(line(again)).isEqualTo("clear again");
        say(again, "thanks\n");

        assertThat(peer.get(30, TimeUnit.SECONDS)).isEqualTo("thanks");
        assertThat(tls.isClosed()).isTrue();
        tls.close();
        assertThat(plain.isClosed()).isFalse();
        assertThat(rig.tls.connections()).isEmpty();
    }

    @Test
    void theSideThatIsToldToUnwrapFirstFindsTheClearTextThatCameWithTheGoodbye() throws Exception {
        assumeHalfClose();
        CompletableFuture<String> peer = serve(plain -> {
            SSLSocket tls = rig.tls.wrapSocket(plain, server);
            assertThat(line(tls)).isEqualTo("secret");
            return line(rig.tls.unwrap(tls));
        });
        SSLSocket tls = rig.tls.wrapSocket(connect(), client("TLSv1.3"));
        say(tls, "secret\n");

        say(rig.tls.unwrap(tls), "right behind the goodbye\n");

        assertThat(peer.get(30, TimeUnit.SECONDS)).isEqualTo("right behind the goodbye");
    }

    @Test
    void unwrapDropsNoDataOfTls() throws Exception {
        assumeHalfClose();
        serve(plain -> {
            SSLSocket tls = rig.tls.wrapSocket(plain, server);
            say(tls, "still to be read\n");
            assertThat(tls.getInputStream().read()).isEqualTo(-1);
            rig.tls.unwrap(tls);
            say(plain, "clear\n");
            return "";
        });
        SSLSocket tls = rig.tls.wrapSocket(connect(), client("TLSv1.3"));

        assertThatThrownBy(() -> rig.tls.unwrap(tls))
                .isInstanceOf(SSLError.class)
                .hasMessageContaining("read to the end");
        assertThat(line(tls)).isEqualTo("still to be read");
        assertThat(line(rig.tls.unwrap(tls))).isEqualTo("clear");
    }

    @Test
    void takesBytesThatWereReadTooFar() throws Exception {
        CompletableFuture<String> peer = serve(plain -> {
            // Read as mail servers do: a buffer full, whatever it holds.
            byte[] buffer = new byte[8192];
            int length = 0;
            while (length < "starttls\n".length() + 50) {
                length += plain.getInputStream().read(buffer, length, buffer.length - length);
            }
            int consumed = "starttls\n".length();
            SSLSocket tls =
                    rig.tls.wrapSocket(plain, new ByteArrayInputStream(buffer, consumed, length - consumed), server);
            return line(tls);
        });
        Socket plain = connect();
        say(plain, "starttls\n");
        SSLSocket tls = rig.tls.wrapSocket(plain, client("TLSv1.3"));
        say(tls, "secret\n");

        assertThat(peer.get(30, TimeUnit.SECONDS)).isEqualTo("secret");
    }

    @Test
    void clearTextThatWasSlippedInBehindStarttlsIsNoSecret() throws Exception {
        serve(plain -> {
            rig.tls.wrapSocket(plain, server);
            return "";
        });
        byte[] injected = "250 trust me\n".getBytes(StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> rig.tls.wrapSocket(connect(), new ByteArrayInputStream(injected), client("TLSv1.3")))
                .isInstanceOf(SSLError.class);
    }

    @Test
    void halfCloseInTls13LetsThePeerAnswer() throws Exception {
        assumeHalfClose();
        CompletableFuture<String> peer = serve(plain -> {
            SSLSocket tls = rig.tls.wrapSocket(plain, server);
            String all = new String(tls.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            say(tls, "got " + all.length());
            tls.shutdownOutput();
            return all;
        });
        SSLSocket tls = rig.tls.wrapSocket(connect(), client("TLSv1.3"));
        say(tls, "question");

        tls.shutdownOutput();

        assertThat(tls.isOutputShutdown()).isTrue();
        assertThatThrownBy(() -> tls.getOutputStream()).isInstanceOf(IOException.class);
        assertThat(tls.getInputStream().readAllBytes()).asString().isEqualTo("got 8");
        assertThat(tls.getInputStream().read()).as("again").isEqualTo(-1);
        assertThat(peer.get(30, TimeUnit.SECONDS)).isEqualTo("question");
        tls.close();
    }

    @Test
    void halfCloseInTls12StillGetsWhatThePeerHasSent() throws Exception {
        assumeHalfClose();
        CompletableFuture<String> peer = serve(plain -> {
            SSLSocket tls = rig.tls.wrapSocket(plain, server);
            say(tls, "sent before");
            return new String(tls.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        });
        SSLSocket tls = rig.tls.wrapSocket(connect(), client("TLSv1.2"));
        say(tls, "question");
        assertThat(tls.getInputStream().read()).isEqualTo('s');

        tls.shutdownOutput();

        assertThat(tls.getInputStream().readAllBytes()).asString().isEqualTo("ent before");
        assertThat(peer.get(30, TimeUnit.SECONDS)).isEqualTo("question");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void inputThatIsShutDownEndsAReadThatWaitsAndWritesGoOn(String protocol) throws Exception {
        CompletableFuture<String> peer = serve(plain -> {
            SSLSocket tls = rig.tls.wrapSocket(plain, server);
            say(tls, "x");
            return line(tls);
        });
        SSLSocket tls = rig.tls.wrapSocket(connect(), client(protocol));
        InputStream in = tls.getInputStream();
        assertThat(in.read()).isEqualTo('x');
        CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return in.read();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });

        tls.shutdownInput();

        assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo(-1);
        assertThat(tls.isInputShutdown()).isTrue();
        say(tls, "still there\n");
        assertThat(peer.get(30, TimeUnit.SECONDS)).isEqualTo("still there");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anEndWithoutTlsCloseIsNoEnd(String protocol) throws Exception {
        serve(plain -> {
            SSLSocket tls = rig.tls.wrapSocket(plain, server);
            assertThat(line(tls)).isEqualTo("go");
            say(tls, "half of i");
            plain.shutdownOutput();
            return "";
        });
        SSLSocket tls = rig.tls.wrapSocket(connect(), client(protocol));
        say(tls, "go\n");

        assertThat(tls.getInputStream().readNBytes(9)).asString().isEqualTo("half of i");
        assertThatThrownBy(() -> tls.getInputStream().read()).isInstanceOf(SSLEOFError.class);
    }

    @Test
    void aLayeredSocketThatMustNotCloseWhatIsBelowLeavesItUsable() throws Exception {
        CompletableFuture<String> peer = serve(plain -> {
            SSLSocket tls = rig.tls.wrapSocket(plain, server);
            assertThat(line(tls)).isEqualTo("secret");
            assertThat(tls.getInputStream().read()).isEqualTo(-1);
            rig.tls.unwrap(tls);
            return line(plain);
        });
        assumeHalfClose();
        Socket plain = connect();
        SSLSocket tls = (SSLSocket) rig.tls
                .sslContext(TlsOptions.profile("default"))
                .getSocketFactory()
                .createSocket(plain, "localhost", listener.getLocalPort(), false);
        say(tls, "secret\n");

        tls.close();
        tls.close();

        assertThat(plain.isClosed()).isFalse();
        say(plain, "clear\n");
        assertThat(peer.get(30, TimeUnit.SECONDS)).isEqualTo("clear");
    }

    @Test
    void closeDoesNotWaitForAWriterThatIsStuck() throws Exception {
        CompletableFuture<Socket> accepted = new CompletableFuture<>();
        serve(plain -> {
            rig.tls.wrapSocket(plain, server);
            accepted.complete(plain);
            return "";
        });
        SSLSocket tls = rig.tls.wrapSocket(connect(), client("TLSv1.3"));
        accepted.get(30, TimeUnit.SECONDS);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(
                () -> {
                    try {
                        while (true) {
                            tls.getOutputStream().write(new byte[1 << 16]);
                        }
                    } catch (IOException e) {
                        // That is how it ends.
                    }
                },
                ClearTextTest::onAThreadOfItsOwn);

        CompletableFuture.runAsync(
                        () -> {
                            try {
                                tls.close();
                            } catch (IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        },
                        ClearTextTest::onAThreadOfItsOwn)
                .get(30, TimeUnit.SECONDS);

        writer.get(30, TimeUnit.SECONDS);
        assertThat(tls.isClosed()).isTrue();
    }

    /** The common pool may have a single thread, which the stuck writer has. */
    private static void onAThreadOfItsOwn(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }

    @Test
    void talksOnAfterAllThat() throws Exception {
        try (SSLSocket socket = rig.tls.wrapSocket(new Socket(), TlsOptions.profile("default"))) {
            socket.connect(rig.serve(server));
            assertThat(talk(socket)).isEqualTo("hello");
        }
    }

    private static void assumeHalfClose() {
        assumeThat(TestEngines.chosen().features()).contains(TlsFeature.HALF_CLOSE);
    }

    private static TlsOptions client(String protocol) {
        return TlsOptions.profile("default").toBuilder().protocols(protocol).build();
    }

    private Socket connect() throws IOException {
        return rig.closeLater(new Socket("localhost", listener.getLocalPort()));
    }

    private CompletableFuture<String> serve(Peer peer) {
        CompletableFuture<String> result = new CompletableFuture<>();
        TlsRig.start("peer", () -> {
            try {
                result.complete(peer.serve(rig.closeLater(listener.accept())));
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private static void say(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** Reads byte by byte, so that nothing is read too far. */
    private static String line(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("ended after \"" + line + "\"");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    private interface Peer {
        String serve(Socket plain) throws IOException;
    }
}
