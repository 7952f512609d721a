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
import java.util.Map;
import java.util.function.BiFunction;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ussl.itests.tls.WalkedSocket.State;
import org.ussl.tls.CertReqs;
import org.ussl.tls.TlsOptions;

/**
 * A wrapped socket behaves as other sockets do: every public method of {@link Socket} as on a plain one, and every one
 * of {@link SSLSocket} as on the JDK's own, in every state. What differs stands in a file, with the reason.
 */
class SocketWalkIT {
    private static final TlsOptions OPTIONS =
            TlsOptions.builder().profileName("walk").certReqs(CertReqs.REQUIRED).build();

    private static EchoServer clear;
    private static EchoServer tls;
    private static SSLContext byHand;

    @BeforeAll
    static void serve() throws IOException {
        Certificates certificates = new Certificates();
        Gateway.profiles().put("walk", List.of(certificates.ca().certificate()), List.of(), certificates.own());
        byHand = HandMadePeer.context(certificates.shown(PeerCertificate.GOOD, true));
        clear = new EchoServer(new ServerSocket());
        tls = new EchoServer(byHand.getServerSocketFactory().createServerSocket());
    }

    @AfterAll
    static void end() throws IOException {
        clear.close();
        tls.close();
    }

    static List<Engine> engines() {
        return Gateway.engines();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void everyMethodOfASocketDoesWhatItDoesOnAPlainOne(Engine engine) throws Exception {
        List<Call<WalkedSocket>> calls = new ArrayList<>(WalkedSocket.usages());
        Call.everyMethod(Socket.class, Object.class, socketArguments())
                .forEach(call -> calls.add(WalkedSocket.onSocket(call)));
        new Walk<>(
                        List.of(State.values()),
                        calls,
                        state -> WalkedSocket.of(new Socket(), clear.address(), state),
                        state -> WalkedSocket.of(
                                Gateway.tls(engine).wrapSocket(new Socket(), OPTIONS), tls.address(), state))
                .compare("socket-deviations.txt", engine);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void everyMethodOfAnSslSocketDoesWhatItDoesOnTheJdks(Engine engine) throws Exception {
        List<Call<WalkedSocket>> calls = new ArrayList<>(WalkedSocket.usages());
        Call.everyMethod(SSLSocket.class, Socket.class, sslArguments())
                .forEach(call -> calls.add(WalkedSocket.onSslSocket(call)));
        new Walk<>(
                        List.of(State.values()),
                        calls,
                        state -> WalkedSocket.of(byHand.getSocketFactory().createSocket(), tls.address(), state),
                        state -> WalkedSocket.of(
                                Gateway.tls(engine).wrapSocket(new Socket(), OPTIONS), tls.address(), state))
                .compare("ssl-socket-deviations.txt", engine);
    }

    private static Map<String, List<Object[]>> socketArguments() {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        InetSocketAddress nowhere = InetSocketAddress.createUnresolved("no-such-host.invalid", 1);
        return Map.ofEntries(
                entry("bind(SocketAddress)", List.of(of(anyPort), of((Object) null), of(nowhere))),
                entry("connect(SocketAddress)", List.of(of((Object) null), of(nowhere))),
                entry("connect(SocketAddress,int)", List.of(of(null, 30_000), of(nowhere, 30_000), of(anyPort, -1))),
                entry("getOption(SocketOption)", List.of(of(StandardSocketOptions.SO_KEEPALIVE), of((Object) null))),
                entry("sendUrgentData(int)", List.<Object[]>of(of(1))),
                entry("setKeepAlive(boolean)", List.<Object[]>of(of(true))),
                entry("setOOBInline(boolean)", List.<Object[]>of(of(true))),
                entry(
                        "setOption(SocketOption,Object)",
                        List.of(
                                of(StandardSocketOptions.SO_KEEPALIVE, true),
                                of(StandardSocketOptions.IP_MULTICAST_LOOP, true),
                                of(null, true))),
                entry("setPerformancePreferences(int,int,int)", List.<Object[]>of(of(0, 1, 2))),
                entry("setReceiveBufferSize(int)", List.of(of(32_768), of(0))),
                entry("setReuseAddress(boolean)", List.<Object[]>of(of(true))),
                entry("setSendBufferSize(int)", List.of(of(32_768), of(0))),
                entry("setSoLinger(boolean,int)", List.of(of(true, 3), of(false, 0), of(true, -1))),
                entry("setSoTimeout(int)", List.of(of(4_000), of(-1))),
                entry("setTcpNoDelay(boolean)", List.<Object[]>of(of(true))),
                entry("setTrafficClass(int)", List.of(of(0x10), of(256))));
    }

    private static Map<String, List<Object[]>> sslArguments() {
        HandshakeCompletedListener listener = event -> {};
        BiFunction<SSLSocket, List<String>, String> first = (socket, offered) -> offered.get(0);
        return Map.ofEntries(
                entry("addHandshakeCompletedListener(HandshakeCompletedListener)", List.of(of(listener), of((Object)
                        null))),
                entry("removeHandshakeCompletedListener(HandshakeCompletedListener)", List.of(of(listener), of((Object)
                        null))),
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
                entry("setHandshakeApplicationProtocolSelector(BiFunction)", List.<Object[]>of(of(first))),
                entry("setNeedClientAuth(boolean)", List.of(of(true), of(false))),
                entry("setSSLParameters(SSLParameters)", List.<Object[]>of(of(new SSLParameters()))),
                entry("setUseClientMode(boolean)", List.of(of(true), of(false))),
                entry("setWantClientAuth(boolean)", List.of(of(true), of(false))));
    }

    private static Object[] of(Object... arguments) {
        return arguments;
    }
}
