// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.ussl.tls.internal.TlsRig.CA;
import static org.ussl.tls.internal.TlsRig.talk;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.ussl.testing.pki.Identity;
import org.ussl.testing.pki.KeyKind;
import org.ussl.testing.pki.OcspAnswer;
import org.ussl.tls.CertReqs;
import org.ussl.tls.CrlMode;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.TlsOptionsBuilder;
import org.ussl.tls.spi.TlsFeature;

/**
 * A trial for each line of the table in docs/engines.md. A trial that throws has shown that the engine cannot do it.
 */
final class EngineTrials {
    private static final String V12 = "TLSv1.2";
    private static final String V13 = "TLSv1.3";
    private static final String HYBRID = "X25519MLKEM768";

    /** Made once: RSA keys take their time. */
    private static final Map<KeyKind, Identity> IDENTITIES = new EnumMap<>(KeyKind.class);

    private EngineTrials() {}

    /** Tries one thing. */
    interface Trial {
        boolean works(TlsRig rig) throws Exception;
    }

    /**
     * A line of the table.
     *
     * @param claims what an engine says that it can do if, and only if, the trial shows it; none if nothing says so
     */
    record Line(Set<TlsFeature> claims, Trial trial) {}

    /**
     * The lines by their names, in their order.
     *
     * @param folder for what trials write
     */
    static Map<String, Line> lines(Path folder) {
        Map<String, Line> lines = new LinkedHashMap<>();
        lines.put("TLS 1.2", plain(rig -> agreesOn(rig, V12)));
        lines.put("TLS 1.3", plain(rig -> agreesOn(rig, V13)));
        lines.put("ALPN", plain(EngineTrials::alpn));
        lines.put("SNI: a server takes clients for its own name only", plain(EngineTrials::sni));
        lines.put("`SSLEngine` (NIO)", plain(EngineTrials::nio));
        lines.put("P-256 keys, both sides", claim(TlsFeature.EC_KEYS, rig -> keys(rig, KeyKind.P256)));
        lines.put("P-384 keys, both sides", claim(TlsFeature.EC_KEYS, rig -> keys(rig, KeyKind.P384)));
        lines.put("RSA-2048 keys, both sides", claim(TlsFeature.RSA_KEYS, rig -> keys(rig, KeyKind.RSA2048)));
        lines.put("RSA-3072 keys, both sides", claim(TlsFeature.RSA_KEYS, rig -> keys(rig, KeyKind.RSA3072)));
        lines.put("Ed25519 keys, both sides", claim(TlsFeature.ED25519_KEYS, rig -> keys(rig, KeyKind.ED25519)));
        lines.put("`groups`, on sockets", claim(TlsFeature.GROUPS, EngineTrials::groups));
        lines.put("`groups`, on an `SSLEngine`", claim(TlsFeature.GROUPS, EngineTrials::engineGroups));
        lines.put("`" + HYBRID + "` if asked for", claim(TlsFeature.HYBRID_KEY_EXCHANGE, EngineTrials::hybrid));
        lines.put("`" + HYBRID + "` offered by default", plain(EngineTrials::hybridByDefault));
        lines.put("resumption in TLS 1.2", claim(TlsFeature.RESUMPTION_1_2, rig -> resumes(rig, V12)));
        lines.put("resumption in TLS 1.3", claim(TlsFeature.RESUMPTION_1_3, rig -> resumes(rig, V13)));
        lines.put(
                "a stapled OCSP response is judged, TLS 1.2",
                claim(TlsFeature.OCSP_STAPLING_1_2, rig -> staple(rig, folder, V12)));
        lines.put(
                "a stapled OCSP response is judged, TLS 1.3",
                claim(TlsFeature.OCSP_STAPLING_1_3, rig -> staple(rig, folder, V13)));
        lines.put("half-close in TLS 1.3", claim(TlsFeature.HALF_CLOSE, EngineTrials::halfClose));
        return lines;
    }

    private static Line plain(Trial trial) {
        return new Line(Set.of(), trial);
    }

    private static Line claim(TlsFeature feature, Trial trial) {
        return new Line(Set.of(feature), trial);
    }

    private static boolean agreesOn(TlsRig rig, String version) throws Exception {
        try (SSLSocket socket = connect(rig, KeyKind.P256, client().protocols(version))) {
            return talk(socket).equals("hello")
                    && socket.getSession().getProtocol().equals(version);
        }
    }

    private static boolean alpn(TlsRig rig) throws Exception {
        InetSocketAddress server = serve(rig, KeyKind.P256, server().alpn("mqtt", "http/1.1"));
        try (SSLSocket socket = connect(rig, server, client().alpn("h2", "http/1.1"))) {
            return talk(socket).equals("hello") && "http/1.1".equals(socket.getApplicationProtocol());
        }
    }

    private static boolean sni(TlsRig rig) throws Exception {
        rig.versions.put("server", List.of(CA.certificate()), identity(KeyKind.P256));
        SSLServerSocket listener = rig.closeLater(rig.tls.wrapServerSocket(rig.listener(), server().build()));
        SSLParameters parameters = listener.getSSLParameters();
        parameters.setSNIMatchers(List.of(SNIHostName.createSNIMatcher("right\\.example")));
        listener.setSSLParameters(parameters);
        rig.echoOn(listener);
        InetSocketAddress address = new InetSocketAddress("localhost", listener.getLocalPort());
        try (SSLSocket socket = connect(rig, address, unverified().serverHostname("right.example"))) {
            talk(socket);
        }
        return fails(rig, address, unverified().serverHostname("wrong.example"));
    }

    private static boolean nio(TlsRig rig) throws Exception {
        return new EnginePair(engine(rig, true, server()), engine(rig, false, client()))
                .exchange("hello")
                .equals("hello");
    }

    private static boolean keys(TlsRig rig, KeyKind kind) throws Exception {
        boolean works = true;
        for (String version : List.of(V12, V13)) {
            rig.versions.put("client", List.of(CA.certificate()), identity(kind));
            TlsOptionsBuilder client = TlsOptions.profile("client").toBuilder().protocols(version);
            try (SSLSocket socket = connect(rig, kind, client)) {
                works &= talk(socket).equals("hello") && rig.seen().client() != null;
            }
        }
        return works;
    }

    private static boolean groups(TlsRig rig) throws Exception {
        InetSocketAddress server = serve(rig, KeyKind.RSA2048, server().groups("secp384r1"));
        try (SSLSocket socket = connect(rig, server, client().groups("secp384r1"))) {
            talk(socket);
        }
        return fails(rig, server, client().groups("x25519"));
    }

    private static boolean engineGroups(TlsRig rig) throws Exception {
        serve(rig, KeyKind.RSA2048, server());
        SSLEngine server = engine(rig, true, server().groups("secp384r1"));
        new EnginePair(server, engine(rig, false, client().groups("secp384r1"))).exchange("hello");
        try {
            SSLEngine other = engine(rig, true, server().groups("secp384r1"));
            new EnginePair(other, engine(rig, false, client().groups("x25519"))).exchange("hello");
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean hybrid(TlsRig rig) throws Exception {
        // RSA, because Bouncy Castle verifies no EC signature on a curve that is not among the groups.
        InetSocketAddress server = serve(rig, KeyKind.RSA2048, server().groups(HYBRID));
        try (SSLSocket socket = connect(rig, server, client().groups(HYBRID).protocols(V13))) {
            return talk(socket).equals("hello");
        }
    }

    private static boolean hybridByDefault(TlsRig rig) throws Exception {
        InetSocketAddress server = serve(rig, KeyKind.RSA2048, server().groups(HYBRID));
        try (SSLSocket socket = connect(rig, server, client())) {
            return talk(socket).equals("hello");
        }
    }

    private static boolean resumes(TlsRig rig, String version) throws Exception {
        InetSocketAddress server = serve(rig, KeyKind.P256, server());
        TlsOptions options = client().protocols(version).build();
        boolean first = resumed(rig, server, options);
        return !first && resumed(rig, server, options);
    }

    private static boolean resumed(TlsRig rig, InetSocketAddress server, TlsOptions options) throws Exception {
        try (SSLSocket socket = rig.tls.wrapSocket(new Socket(), options)) {
            socket.connect(server);
            talk(socket); // A TLS 1.3 server sends its tickets after the handshake.
            return rig.tls.connection(socket).resumed();
        }
    }

    private static boolean staple(TlsRig rig, Path folder, String version) throws Exception {
        StaplingServer.assumeInstalled();
        Identity identity = identity(KeyKind.P256);
        InetSocketAddress server =
                StaplingServer.start(rig, folder, identity, new OcspAnswer(CA, identity.certificate()).sign());
        try (SSLSocket socket = connect(rig, server, client().protocols(version).crlMode(CrlMode.HARD))) {
            return socket.getSession().getProtocol().equals(version);
        }
    }

    private static boolean halfClose(TlsRig rig) throws Exception {
        rig.versions.put("server", List.of(CA.certificate()), identity(KeyKind.P256));
        SSLServerSocket listener = rig.closeLater(rig.tls.wrapServerSocket(rig.listener(), server().build()));
        TlsRig.start("answers-at-the-end", () -> {
            try (Socket socket = listener.accept()) {
                byte[] all = socket.getInputStream().readAllBytes();
                socket.getOutputStream().write(all);
            }
        });
        InetSocketAddress address = new InetSocketAddress("localhost", listener.getLocalPort());
        try (SSLSocket socket = connect(rig, address, client().protocols(V13))) {
            socket.getOutputStream().write("hello".getBytes(US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), US_ASCII).equals("hello");
        }
    }

    private static TlsOptionsBuilder server() {
        return TlsRig.serverOptions("server", CertReqs.OPTIONAL).toBuilder();
    }

    private static TlsOptionsBuilder client() {
        return TlsOptions.builder().certReqs(CertReqs.REQUIRED).caCerts("/flash/cert/trust/ca.pem");
    }

    private static TlsOptionsBuilder unverified() {
        return TlsOptions.builder();
    }

    private static InetSocketAddress serve(TlsRig rig, KeyKind kind, TlsOptionsBuilder options) throws IOException {
        rig.versions.put("server", List.of(CA.certificate()), identity(kind));
        rig.versions.put("trust", List.of(CA.certificate()), null);
        return rig.serve(options.build());
    }

    /** For both sides: it has a server's name, and no usage that would keep a client from showing it. */
    private static Identity identity(KeyKind kind) {
        return IDENTITIES.computeIfAbsent(kind, k -> CA.issue(TlsRig.server().kind(k)));
    }

    private static SSLEngine engine(TlsRig rig, boolean server, TlsOptionsBuilder options) throws SSLError {
        if (rig.versions.current("server").isEmpty()) {
            rig.versions.put("server", List.of(CA.certificate()), identity(KeyKind.P256));
        }
        rig.versions.put("trust", List.of(CA.certificate()), null);
        return rig.tls.engine(options.build(), server ? "client" : "localhost", 443);
    }

    private static SSLSocket connect(TlsRig rig, KeyKind kind, TlsOptionsBuilder options) throws IOException {
        return connect(rig, serve(rig, kind, server()), options);
    }

    private static SSLSocket connect(TlsRig rig, InetSocketAddress server, TlsOptionsBuilder options)
            throws IOException {
        if (rig.versions.current("trust").isEmpty()) {
            rig.versions.put("trust", List.of(CA.certificate()), null);
        }
        SSLSocket socket = rig.closeLater(rig.tls.wrapSocket(new Socket(), options.build()));
        socket.setSoTimeout(20_000);
        socket.connect(server);
        return socket;
    }

    private static boolean fails(TlsRig rig, InetSocketAddress server, TlsOptionsBuilder options) {
        try (SSLSocket socket = connect(rig, server, options)) {
            talk(socket);
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
