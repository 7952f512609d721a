// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.params.provider.Arguments;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;
import org.ussl.testing.pki.KeyKind;
import org.ussl.tls.CertReqs;
import org.ussl.tls.TlsOptions;

/**
 * What the tests against other people's TLS have in common: a certificate of each kind, one for the program as files
 * and one for us as a profile, and connections that demand the other's.
 */
final class RealPeers {
    static final int PATIENCE_MILLIS = 60_000;

    private static final Authority CA = Authority.create("CN=Real CA");

    private final Path folder;

    RealPeers(Path folder) throws IOException {
        this.folder = folder;
        Files.write(folder.resolve("ca.pem"), CA.pem());
        for (KeyKind kind : KeyKind.values()) {
            Identity theirs = identity("CN=peer-" + kind, kind);
            Files.write(folder.resolve(kind + ".pem"), theirs.chainPem());
            Files.write(folder.resolve(kind + ".key"), key(theirs));
            Gateway.profiles()
                    .put(profile(kind), List.of(CA.certificate()), List.of(), identity("CN=gw-" + kind, kind));
        }
    }

    /** Every engine with every kind of key that it can use. */
    static Stream<Arguments> enginesKindsAndVersions() {
        return Gateway.engines().stream()
                .flatMap(engine -> Stream.of(KeyKind.values())
                        .filter(kind -> engine != Engine.CONSCRYPT || kind != KeyKind.ED25519)
                        .flatMap(kind -> Cell.VERSIONS.stream().map(tls -> Arguments.of(engine, kind, tls))));
    }

    static Stream<Arguments> enginesAndVersions() {
        return Gateway.engines().stream()
                .flatMap(engine -> Cell.VERSIONS.stream().map(tls -> Arguments.of(engine, tls)));
    }

    /** Engines and versions with resumption; docs/engines.md says which are without. */
    static Stream<Arguments> resuming() {
        return enginesAndVersions().filter(each -> each.get()[0] != Engine.BC || each.get()[1].equals("1.2"));
    }

    Path folder() {
        return folder;
    }

    /** The path of a file for the programs: ca.pem, and KIND.pem and KIND.key for each kind. */
    String file(String name) {
        return folder.resolve(name).toString();
    }

    /** Our options: the certificate of a kind is shown, and the peer's is demanded. */
    static TlsOptions options(KeyKind kind, String tls) {
        return TlsOptions.builder()
                .profileName(profile(kind))
                .certReqs(CertReqs.REQUIRED)
                .protocols("TLSv" + tls)
                .build();
    }

    static SSLSocket connect(Engine engine, TlsOptions options, int port) throws IOException {
        SSLSocket socket = Gateway.tls(engine).wrapSocket(new Socket(), options);
        try {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress("localhost", port), PATIENCE_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** A listener that is not bound yet. */
    static ServerSocket listener(Engine engine, KeyKind kind, String tls) throws IOException {
        TlsOptions options = options(kind, tls).toBuilder().serverSide(true).build();
        return Gateway.tls(engine).wrapServerSocket(new ServerSocket(), options);
    }

    static EchoServer echo(Engine engine, KeyKind kind, String tls) throws IOException {
        return new EchoServer(listener(engine, kind, tls));
    }

    private static Identity identity(String name, KeyKind kind) {
        return CA.issue(Certificate.named(name).dns("localhost").ip("127.0.0.1").kind(kind));
    }

    /** GnuTLS wants the public half in an EC key, which the JDK's encoding leaves out. */
    private static byte[] key(Identity identity) throws IOException {
        PrivateKeyInfo key =
                PrivateKeyInfo.getInstance(identity.keyPair().getPrivate().getEncoded());
        if (!identity.keyPair().getPrivate().getAlgorithm().equals("EC")) {
            return identity.keyPem();
        }
        SubjectPublicKeyInfo publicKey = SubjectPublicKeyInfo.getInstance(
                identity.certificate().getPublicKey().getEncoded());
        DERBitString point = new DERBitString(publicKey.getPublicKeyData().getBytes());
        ECPrivateKey secret = ECPrivateKey.getInstance(key.parsePrivateKey());
        ECPrivateKey whole = new ECPrivateKey(
                point.getBytes().length * 4 - 4,
                secret.getKey(),
                point,
                key.getPrivateKeyAlgorithm().getParameters());
        return Identity.pem("EC PRIVATE KEY", whole.getEncoded());
    }

    private static String profile(KeyKind kind) {
        return "real-" + kind.name().toLowerCase(Locale.ROOT);
    }
}
