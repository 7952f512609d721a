// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import static java.util.Map.entry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ussl.tls.TlsOptions;

/**
 * A wrapped listener behaves as other listeners do: every public method of {@link ServerSocket} as on a plain one, and
 * every one of {@link SSLServerSocket} as on the JDK's own. What differs stands in a file, with the reason.
 */
class ServerSocketWalkIT {
    private static final TlsOptions OPTIONS =
            TlsOptions.builder().profileName("listen").serverSide(true).build();
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static SSLContext byHand;

    enum State {
        FRESH,
        BOUND,
        CALLED,
        CLOSED,
        CLOSED_UNBOUND;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @BeforeAll
    static void deliver() {
        Certificates certificates = new Certificates();
        Gateway.profiles().put("listen", List.of(certificates.ca().certificate()), List.of(), certificates.own());
        byHand = HandMadePeer.context(certificates.shown(PeerCertificate.GOOD, true));
    }

    static List<Engine> engines() {
        return Gateway.engines();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void everyMethodOfAServerSocketDoesWhatItDoesOnAPlainOne(Engine engine) throws Exception {
        List<Call<Listener>> calls = new ArrayList<>(usages());
        Call.everyMethod(ServerSocket.class, Object.class, socketArguments())
                .forEach(call -> calls.add(onSocket(call)));
        new Walk<>(
                        List.of(State.values()),
                        calls,
                        state -> Listener.of(new ServerSocket(), state),
                        state -> Listener.of(Gateway.tls(engine).wrapServerSocket(new ServerSocket(), OPTIONS), state))
                .compare("server-socket-deviations.txt", engine);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void everyMethodOfAnSslServerSocketDoesWhatItDoesOnTheJdks(Engine engine) throws Exception {
        List<Call<Listener>> calls = new ArrayList<>(usages());
        Call.everyMethod(SSLServerSocket.class, ServerSocket.class, sslArguments())
                .forEach(call -> calls.add(
                        new Call<>(call.name(), listener -> call.body().run((SSLServerSocket) listener.socket()))));
        new Walk<>(
                        List.of(State.values()),
                        calls,
                        state -> Listener.of(byHand.getServerSocketFactory().createServerSocket(), state),
                        state -> Listener.of(Gateway.tls(engine).wrapServerSocket(new ServerSocket(), OPTIONS), state))
                .compare("ssl-server-socket-deviations.txt", engine);
    }

    private static List<Call<Listener>> usages() {
        return List.of(new Call<>("accept nobody", listener -> {
            listener.socket().setSoTimeout(listener.caller() == null ? 1 : 30_000);
            return listener.socket().accept();
        }));
    }

    private static Call<Listener> onSocket(Call<ServerSocket> call) {
        return new Call<>(call.name(), listener -> {
            if (call.name().equals("accept()")
                    && listener.caller() == null
                    && listener.socket().isBound()) {
                return "would wait";
            }
            Object result = call.body().run(listener.socket());
            return result == listener.socket() ? "itself" : result;
        });
    }

    private static Map<String, List<Object[]>> socketArguments() {
        InetSocketAddress nowhere = InetSocketAddress.createUnresolved("no-such-host.invalid", 1);
        return Map.ofEntries(
                entry("bind(SocketAddress)", List.of(of(ANY_PORT), of((Object) null), of(nowhere))),
                entry("bind(SocketAddress,int)", List.of(of(ANY_PORT, 5), of(ANY_PORT, -1), of(null, 5))),
                entry("getOption(SocketOption)", List.of(of(StandardSocketOptions.SO_RCVBUF), of((Object) null))),
                entry(
                        "setOption(SocketOption,Object)",
                        List.of(
                                of(StandardSocketOptions.SO_RCVBUF, 32_768),
                                of(StandardSocketOptions.IP_MULTICAST_LOOP, true),
                                of(null, true))),
                entry("setPerformancePreferences(int,int,int)", List.<Object[]>of(of(0, 1, 2))),
                entry("setReceiveBufferSize(int)", List.of(of(32_768), of(0))),
                entry("setReuseAddress(boolean)", List.of(of(true), of(false))),
                entry("setSoTimeout(int)", List.of(of(4_000), of(-1))));
    }

    private static Map<String, List<Object[]>> sslArguments() {
        return Map.ofEntries(
                entry("setEnableSessionCreation(boolean)", List.<Object[]>of(of(false))),
                entry(
                        "setEnabledCipherSuites(String[])",
                        List.of(
                                of((Object) new String[] {"TLS_AES_128_GCM_SHA256"}),
                                of((Object) new String[] {"nonsense"}),
                                of((Object) null))),
                entry(
                        "setEnabledProtocols(String[])",
                        List.of(
                                of((Object) new String[] {"TLSv1.3"}),
                                of((Object) new String[] {"nonsense"}),
                                of((Object) null))),
                entry("setNeedClientAuth(boolean)", List.of(of(true), of(false))),
                entry("setSSLParameters(SSLParameters)", List.<Object[]>of(of(new SSLParameters()))),
                entry("setUseClientMode(boolean)", List.of(of(true), of(false))),
                entry("setWantClientAuth(boolean)", List.of(of(true), of(false))));
    }

    private static Object[] of(Object... arguments) {
        return arguments;
    }

    /** A listener in a state, and who has called it. */
    private record Listener(ServerSocket socket, Socket caller) implements AutoCloseable {

        static Listener of(ServerSocket socket, State state) throws IOException {
            if (state == State.BOUND || state == State.CALLED || state == State.CLOSED) {
                socket.bind(ANY_PORT);
            }
            Socket caller = null;
            if (state == State.CALLED) {
                caller = new Socket(ANY_PORT.getAddress(), socket.getLocalPort());
            }
            if (state == State.CLOSED || state == State.CLOSED_UNBOUND) {
                socket.close();
            }
            return new Listener(socket, caller);
        }

        @Override
        public void close() throws IOException {
            socket.close();
            if (caller != null) {
                caller.close();
            }
        }
    }
}
