// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509CRL;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.util.io.pem.PemWriter;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialRejectedException.Reason;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Identity;

/**
 * Files of every form that is taken and of many that are not, each with its verdict. They are made anew for each run,
 * because certificates and keys in a repository expire and alarm scanners.
 */
final class Corpus {

    /** What openssl is asked about a file; {@code NOTHING} where it judges something else than the intake does. */
    enum Question {
        KEY,
        CERTIFICATE,
        LIST,
        PKCS12,
        NOTHING
    }

    /**
     * A file.
     *
     * @param reason why it is refused; {@code null} if it is taken
     */
    record Sample(String name, CredentialPart part, byte[] content, Reason reason, Question question) {}

    private final List<Sample> samples = new ArrayList<>();

    static List<Sample> make() throws Exception {
        Corpus corpus = new Corpus();
        for (Map.Entry<String, KeyPair> kind : kinds().entrySet()) {
            corpus.addKind(kind.getKey(), kind.getValue());
        }
        corpus.addKeysThatAreRefused();
        corpus.addCertificatesThatAreRefused();
        return corpus.samples;
    }

    private static Map<String, KeyPair> kinds() throws Exception {
        Map<String, KeyPair> kinds = new LinkedHashMap<>();
        for (String curve : List.of("secp256r1", "secp384r1", "secp521r1")) {
            kinds.put(curve, pair("EC", curve));
        }
        kinds.put("rsa2048", rsa("RSA", 2048));
        kinds.put("rsa3072", rsa("RSA", 3072));
        kinds.put("pss2048", rsa("RSASSA-PSS", 2048));
        kinds.put("ed25519", KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        return kinds;
    }

    private static KeyPair pair(String algorithm, String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static KeyPair rsa(String algorithm, int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4));
        return generator.generateKeyPair();
    }

    private void addKind(String kind, KeyPair pair) throws Exception {
        Identity identity = Desk.CA.issue(Desk.named("CN=" + kind).keyPair(pair));
        good(kind + "-key", CredentialPart.KEY, identity.keyPem(), Question.KEY);
        byte[] own = traditional(pair);
        if (pair.getPublic() instanceof ECPublicKey) {
            // Bouncy Castle leaves the curve out, which openssl does not read either.
            add(kind + "-key-curveless", CredentialPart.KEY, own, Reason.MALFORMED, Question.KEY);
            own = sec1(pair);
        }
        good(kind + "-key-own", CredentialPart.KEY, own, Question.KEY);
        good(kind + "-cert", CredentialPart.CERT, identity.chainPem(), Question.CERTIFICATE);
        Authority authority = Authority.create(Desk.named("CN=CA " + kind).authority());
        good(kind + "-ca", CredentialPart.CA, authority.pem(), Question.CERTIFICATE);
        broken(
                kind + "-key",
                CredentialPart.KEY,
                identity.keyPem(),
                pair.getPrivate().getEncoded(),
                Question.KEY);
        broken(
                kind + "-cert",
                CredentialPart.CERT,
                identity.chainPem(),
                identity.certificate().getEncoded(),
                Question.CERTIFICATE);
        X509CRL list = Desk.CA.crl(
                7, Desk.NOW.minusSeconds(60), Desk.NOW.plus(Duration.ofDays(9)), List.of(identity.certificate()));
        good(kind + "-crl", CredentialPart.CRL, Identity.crlPem(list), Question.LIST);
        broken(kind + "-crl", CredentialPart.CRL, Identity.crlPem(list), list.getEncoded(), Question.LIST);
        byte[] container = identity.pkcs12(Desk.PASSPHRASE);
        add(kind + "-p12", CredentialPart.PKCS12, container, null, Question.PKCS12);
        for (int i = 1; i < 4; i++) {
            byte[] cut = Arrays.copyOf(container, container.length * i / 4);
            add(kind + "-p12-cut" + i, CredentialPart.PKCS12, cut, Reason.MALFORMED, Question.PKCS12);
        }
        add(kind + "-p12-other", CredentialPart.PKCS12, identity.pkcs12("other"), Reason.PASSPHRASE, Question.PKCS12);
        add(
                kind + "-mixed",
                CredentialPart.KEY,
                join(identity.keyPem(), identity.chainPem()),
                Reason.NOT_A_PRIVATE_KEY,
                Question.NOTHING);
        add(
                kind + "-key-as-cert",
                CredentialPart.CERT,
                identity.keyPem(),
                Reason.NOT_A_CERTIFICATE,
                Question.CERTIFICATE);
        add(kind + "-cert-as-key", CredentialPart.KEY, identity.chainPem(), Reason.NOT_A_PRIVATE_KEY, Question.KEY);
        add(kind + "-leaf-as-ca", CredentialPart.CA, identity.chainPem(), Reason.NOT_A_CA, Question.NOTHING);
    }

    /** As it is, as other editors would save it, and as DER. */
    private void good(String name, CredentialPart part, byte[] pem, Question question) {
        String text = new String(pem, StandardCharsets.US_ASCII);
        add(name + "-pem", part, pem, null, question);
        add(name + "-crlf", part, bytes(text.replace("\n", "\r\n")), null, question);
        add(name + "-text", part, bytes("Bag Attributes\n    x: y\n" + text + "\nbye\n"), null, question);
        add(name + "-noend", part, bytes(text.strip()), null, question);
    }

    private void broken(String name, CredentialPart part, byte[] pem, byte[] der, Question question) {
        String text = new String(pem, StandardCharsets.US_ASCII);
        add(name + "-der", part, der, null, question);
        for (int i = 1; i < 4; i++) {
            add(name + "-der-cut" + i, part, Arrays.copyOf(der, der.length * i / 4), Reason.MALFORMED, question);
        }
        add(name + "-der-cut4", part, Arrays.copyOf(der, der.length - 1), Reason.MALFORMED, question);
        // OpenSSL reads one element and does not look behind it.
        add(name + "-der-more", part, Arrays.copyOf(der, der.length + 1), Reason.MALFORMED, Question.NOTHING);
        add(name + "-pem-cut", part, Arrays.copyOf(pem, pem.length / 2), Reason.MALFORMED, question);
        String[] lines = text.split("\n");
        List<String> fewer = new ArrayList<>(List.of(lines));
        fewer.remove(1);
        add(name + "-pem-line", part, bytes(String.join("\n", fewer) + "\n"), Reason.MALFORMED, question);
        add(
                name + "-pem-star",
                part,
                bytes(text.replace(lines[1], "*" + lines[1].substring(1))),
                Reason.MALFORMED,
                question);
    }

    private void addKeysThatAreRefused() throws Exception {
        add(
                "key-rsa1024",
                CredentialPart.KEY,
                rsa("RSA", 1024).getPrivate().getEncoded(),
                Reason.WEAK,
                Question.NOTHING);
        for (String algorithm : List.of("X25519", "Ed448", "DSA", "DH")) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.startsWith("D")) {
                generator.initialize(2048);
            }
            add(
                    "key-" + algorithm,
                    CredentialPart.KEY,
                    generator.generateKeyPair().getPrivate().getEncoded(),
                    Reason.UNSUPPORTED,
                    Question.NOTHING);
        }
        add("empty", CredentialPart.KEY, new byte[0], Reason.EMPTY, Question.KEY);
        add("hello", CredentialPart.KEY, bytes("hello\n"), Reason.MALFORMED, Question.KEY);
        add("zeroes", CredentialPart.CERT, new byte[500], Reason.MALFORMED, Question.CERTIFICATE);
        add("large", CredentialPart.CERT, new byte[70_000], Reason.TOO_LARGE, Question.CERTIFICATE);
    }

    private void addCertificatesThatAreRefused() throws Exception {
        Authority other = Authority.create(Desk.named("CN=Other").authority());
        X509CRL foreign = other.crl(1, Desk.NOW, Desk.NOW.plusSeconds(60), List.of());
        add("crl-foreign", CredentialPart.CRL, Identity.crlPem(foreign), Reason.UNKNOWN_ISSUER, Question.NOTHING);
        add("crl-as-ca", CredentialPart.CA, Identity.crlPem(foreign), Reason.NOT_A_CERTIFICATE, Question.CERTIFICATE);
        add("ca-as-crl", CredentialPart.CRL, other.pem(), Reason.NOT_A_CRL, Question.LIST);
        certificate(
                "cert-expired",
                Reason.EXPIRED,
                Desk.CA.issue(Desk.named("CN=x")
                        .valid(Desk.NOW.minus(Duration.ofDays(9)), Desk.NOW.minus(Duration.ofDays(2)))));
        certificate(
                "cert-early",
                Reason.NOT_YET_VALID,
                Desk.CA.issue(Desk.named("CN=x")
                        .valid(Desk.NOW.plus(Duration.ofDays(9)), Desk.NOW.plus(Duration.ofDays(99)))));
        certificate(
                "cert-mail",
                Reason.WRONG_USAGE,
                Desk.CA.issue(Desk.named("CN=x").purposes(KeyPurposeId.id_kp_emailProtection)));
        certificate(
                "cert-signer",
                Reason.WRONG_USAGE,
                Desk.CA.issue(Desk.named("CN=x").keyUsage(KeyUsage.nonRepudiation)));
        certificate(
                "cert-rsa1024", Reason.WEAK, Desk.CA.issue(Desk.named("CN=x").keyPair(rsa("RSA", 1024))));
        Identity one = Desk.CA.issue(Desk.named("CN=one"));
        Identity two = other.issue(Desk.named("CN=two"));
        add(
                "two-leaves",
                CredentialPart.CERT,
                join(one.chainPem(), two.chainPem()),
                Reason.BROKEN_CHAIN,
                Question.NOTHING);
        add(
                "key-and-cert",
                CredentialPart.CERT,
                join(one.keyPem(), one.chainPem()),
                Reason.NOT_A_CERTIFICATE,
                Question.NOTHING);
        add(
                "two-keys",
                CredentialPart.KEY,
                join(one.keyPem(), two.keyPem()),
                Reason.NOT_A_PRIVATE_KEY,
                Question.NOTHING);
        add(
                "public",
                CredentialPart.KEY,
                Identity.pem("PUBLIC KEY", one.keyPair().getPublic().getEncoded()),
                Reason.NOT_A_PRIVATE_KEY,
                Question.KEY);
    }

    private void certificate(String name, Reason reason, Identity identity) {
        add(name, CredentialPart.CERT, identity.chainPem(), reason, Question.NOTHING);
    }

    private void add(String name, CredentialPart part, byte[] content, Reason reason, Question question) {
        samples.add(new Sample(name, part, content, reason, question));
    }

    /** PKCS#1 or SEC1, where the kind has a form of its own. */
    private static byte[] traditional(KeyPair pair) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new JcaMiscPEMGenerator(pair.getPrivate()));
        }
        return bytes(text.toString());
    }

    private static byte[] sec1(KeyPair pair) throws IOException {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded());
        int bits = ((ECPublicKey) pair.getPublic()).getParams().getOrder().bitLength();
        ECPrivateKey key = new ECPrivateKey(
                bits,
                ECPrivateKey.getInstance(info.parsePrivateKey()).getKey(),
                info.getPrivateKeyAlgorithm().getParameters());
        return Identity.pem("EC PRIVATE KEY", key.getEncoded());
    }

    private static byte[] join(byte[] one, byte[] other) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(one);
        both.writeBytes(other);
        return both.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
