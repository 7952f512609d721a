// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.ussl.credential.CredentialPart.CA;
import static org.ussl.credential.CredentialPart.CERT;
import static org.ussl.credential.CredentialPart.KEY;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;
import org.ussl.credential.IntakeReceipt;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Identity;
import org.ussl.testing.pki.KeyKind;

class HostileInputTest {
    private static final int ROUNDS = 1000;
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final Authority LOWER =
            Authority.create(Desk.named("CN=Lower CA").authority());
    private static final Identity IN_USE = Desk.CA.issue(Desk.named("CN=gw-17"));
    private static final Identity RSA = LOWER.issue(Desk.named("CN=gw-rsa").kind(KeyKind.RSA2048));
    private static final Identity EDWARDS = LOWER.issue(Desk.named("CN=gw-ed").kind(KeyKind.ED25519));

    private final long seed = Long.getLong("ussl.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @ParameterizedTest
    @EnumSource(value = CredentialPart.class, mode = EnumSource.Mode.EXCLUDE, names = "PASSPHRASE")
    void randomBytesChangeNothing(CredentialPart part) throws Exception {
        Desk desk = inUse();
        Map<String, Object> before = desk.store.state(Desk.PROFILE);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] content = randomBytes(round);
            assertThatThrownBy(() -> desk.offer(part, content))
                    .as("-Dussl.seed=%d round %d", seed, round)
                    .isInstanceOf(CredentialRejectedException.class)
                    .hasMessageStartingWith(part.fileName() + ": ");
            assertThat(desk.store.state(Desk.PROFILE)).isEqualTo(before);
        }
    }

    /**
     * A flipped bit can leave a file valid: another serial number under a signature that nobody here can check, another
     * EC key. So what is claimed is: refused and nothing changed, or taken and what is in use is sound.
     */
    @ParameterizedTest
    @EnumSource(value = CredentialPart.class, mode = EnumSource.Mode.EXCLUDE, names = "PASSPHRASE")
    void mutatedFilesChangeNothingUnlessTheyAreStillSound(CredentialPart part) throws Exception {
        MemoryStore store = inUse().store;
        Map<String, Object> before = store.state(Desk.PROFILE);
        List<byte[]> files = validFiles(part);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Desk desk = Desk.over(store.copy());
            String where = "-Dussl.seed=" + seed + " round " + round;
            try {
                IntakeReceipt receipt = desk.offer(part, mutated(files.get(round % files.size())));
                desk.isSound();
                assertThat(desk.current().chain().isEmpty()).as(where).isFalse();
                switch (receipt.status()) {
                    case UNCHANGED ->
                        assertThat(desk.store.state(Desk.PROFILE)).as(where).isEqualTo(before);
                    case PENDING -> {
                        assertThat(part).as(where).isNotEqualTo(CA);
                        assertThat(desk.current().revision()).as(where).isEqualTo(before.get("revision"));
                    }
                    case COMMITTED -> {
                        assertThat(part).as(where).isNotEqualTo(KEY);
                        assertThat(desk.store.state(Desk.PROFILE).get("key"))
                                .as(where)
                                .isEqualTo(before.get("key"));
                        String other = part == CA ? "chain" : "anchors";
                        assertThat(desk.store.state(Desk.PROFILE).get(other))
                                .as(where)
                                .isEqualTo(before.get(other));
                    }
                    default -> throw new AssertionError(where + ": " + receipt);
                }
            } catch (CredentialRejectedException expected) {
                refused++;
                assertThat(desk.store.state(Desk.PROFILE)).as(where).isEqualTo(before);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(where, e);
            }
        }
        assertThat(refused).isGreaterThan(ROUNDS / 2);
    }

    @ParameterizedTest
    @EnumSource(value = CredentialPart.class, mode = EnumSource.Mode.EXCLUDE, names = "PASSPHRASE")
    void nestedDeepIsRefused(CredentialPart part) {
        byte[] indefinite = new byte[60_000];
        for (int i = 0; i < indefinite.length; i += 2) {
            indefinite[i] = 0x30;
            indefinite[i + 1] = (byte) 0x80;
        }
        for (byte[] content : List.of(
                nested(10_000),
                indefinite,
                Identity.pem("CERTIFICATE", nested(5_000)),
                Identity.pem("PRIVATE KEY", nested(5_000)))) {
            assertTimeoutPreemptively(
                    BOUND,
                    () -> assertThatThrownBy(() -> Desk.open().offer(part, content))
                            .isInstanceOf(CredentialRejectedException.class));
        }
    }

    @Test
    void nestedDeepInsideOfAKeyIsRefused() throws Exception {
        for (ASN1ObjectIdentifier algorithm :
                List.of(PKCSObjectIdentifiers.rsaEncryption, new ASN1ObjectIdentifier("1.3.101.112"))) {
            byte[] content = new PrivateKeyInfo(new AlgorithmIdentifier(algorithm), nested(10_000)).getEncoded();
            assertTimeoutPreemptively(
                    BOUND,
                    () -> Desk.open()
                            .refusesLike(KEY, content, Reason.MALFORMED, "private.key: broken off or damaged: "));
        }
    }

    @Test
    void nestedDeepInsideOfAnExtensionIsNoError() throws Exception {
        for (ASN1ObjectIdentifier extension : List.of(
                Extension.subjectAlternativeName,
                Extension.basicConstraints,
                Extension.authorityKeyIdentifier,
                Extension.nameConstraints,
                new ASN1ObjectIdentifier("1.2.3.4"))) {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    new X500Name("CN=deep"),
                    BigInteger.TEN,
                    Date.from(Desk.NOW.minusSeconds(60)),
                    Date.from(Desk.NOW.plusSeconds(60)),
                    new X500Name("CN=deep"),
                    IN_USE.keyPair().getPublic());
            builder.addExtension(extension, false, nested(10_000));
            byte[] content = builder.build(new JcaContentSignerBuilder("SHA256withECDSA")
                            .build(IN_USE.keyPair().getPrivate()))
                    .getEncoded();
            assertTimeoutPreemptively(BOUND, () -> {
                for (CredentialPart part : List.of(CA, CERT)) {
                    Desk desk = Desk.open();
                    try {
                        assertThat(desk.offer(part, content).revision()).isZero();
                    } catch (CredentialRejectedException expected) {
                        assertThat(desk.store.profiles()).isEmpty();
                    }
                }
            });
        }
    }

    @Test
    void lengthsBeyondTheFileAreRefused() {
        for (int octets = 1; octets <= 8; octets++) {
            byte[] content = new byte[100];
            Arrays.fill(content, (byte) 0x7f);
            content[0] = 0x30;
            content[1] = (byte) (0x80 | octets);
            for (CredentialPart part : EnumSet.complementOf(EnumSet.of(CredentialPart.PASSPHRASE))) {
                Desk.open().refusesLike(part, content, Reason.MALFORMED, part.fileName() + ": broken off or damaged: ");
            }
        }
    }

    @Test
    void keyThatTakesHoursToDecryptIsRefused() throws Exception {
        byte[] salt = new byte[16];
        PBKDF2Params hours = new PBKDF2Params(salt, Integer.MAX_VALUE, 32);
        byte[] pbes2 = encrypted(new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, hours));
        byte[] pkcs12 = new EncryptedPrivateKeyInfo(
                        new AlgorithmIdentifier(
                                PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC,
                                new PKCS12PBEParams(salt, Integer.MAX_VALUE)),
                        new byte[64])
                .getEncoded();
        for (byte[] file : List.of(pbes2, pkcs12, Identity.pem("ENCRYPTED PRIVATE KEY", pbes2))) {
            assertTimeoutPreemptively(
                    BOUND,
                    () -> Desk.open()
                            .refuses(
                                    KEY,
                                    file,
                                    Reason.UNSUPPORTED,
                                    "private.key: its encryption asks for too much work (more than 1000000"
                                            + " iterations)"));
        }
    }

    @Test
    void keyThatTakesGigabytesToDecryptIsRefused() throws Exception {
        int[][] bombs = {{1 << 30, 8, 1}, {2, 1 << 27, 1}, {2, 8, 1 << 27}, {1 << 16, 8, 1 << 20}};
        for (int[] bomb : bombs) {
            byte[] file = encrypted(scrypt(bomb[0], bomb[1], bomb[2]));
            assertTimeoutPreemptively(
                    BOUND,
                    () -> Desk.open()
                            .refuses(
                                    KEY,
                                    file,
                                    Reason.UNSUPPORTED,
                                    "private.key: its encryption asks for too much work (scrypt beyond 32 MiB)"));
        }
        for (int[] nonsense : new int[][] {{0, 8, 1}, {1 << 30, 0, 1}, {1000, 8, 1}, {16384, 8, 0}}) {
            byte[] file = encrypted(scrypt(nonsense[0], nonsense[1], nonsense[2]));
            assertTimeoutPreemptively(
                    BOUND,
                    () -> Desk.open().refusesLike(KEY, file, Reason.MALFORMED, "private.key: broken off or damaged: "));
        }
    }

    @Test
    void manySmallBlocksCostLittle() {
        byte[] block = Identity.pem("A", new byte[0]);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        while (file.size() + block.length <= 65536) {
            file.writeBytes(block);
        }
        assertTimeoutPreemptively(
                BOUND,
                () -> Desk.open()
                        .refuses(
                                CERT,
                                file.toByteArray(),
                                Reason.NOT_A_CERTIFICATE,
                                "cert.pem: holds something that is of an unknown kind"));
    }

    private static Desk inUse() throws Exception {
        Desk desk = Desk.open();
        desk.offer(CA, Desk.CA.pem());
        desk.offer(CERT, IN_USE.chainPem());
        desk.offer(KEY, IN_USE.keyPem());
        return desk;
    }

    private static List<byte[]> validFiles(CredentialPart part) throws Exception {
        return switch (part) {
            case CA ->
                List.of(
                        Desk.CA.pem(),
                        Desk.CA.certificate().getEncoded(),
                        Identity.pem(List.of(Desk.CA.certificate(), LOWER.certificate())));
            case CERT ->
                List.of(
                        IN_USE.chainPem(),
                        IN_USE.certificate().getEncoded(),
                        RSA.certificate().getEncoded(),
                        EDWARDS.chainPem(),
                        Identity.pem(List.of(RSA.certificate(), LOWER.certificate())));
            case KEY ->
                List.of(
                        IN_USE.keyPem(),
                        IN_USE.keyPair().getPrivate().getEncoded(),
                        RSA.keyPem(),
                        RSA.keyPair().getPrivate().getEncoded(),
                        EDWARDS.keyPair().getPrivate().getEncoded());
            case CRL -> {
                X509CRL list = Desk.CA.crl(1, Desk.NOW, Desk.NOW.plusSeconds(60), List.of(IN_USE.certificate()));
                yield List.of(Identity.crlPem(list), list.getEncoded());
            }
            case PKCS12 ->
                List.of(IN_USE.pkcs12(Desk.PASSPHRASE), IN_USE.pkcs12(Desk.PASSPHRASE, Desk.CA.certificate()));
            case PASSPHRASE -> List.of();
        };
    }

    private byte[] randomBytes(int round) {
        byte[] bytes = new byte[random.nextInt(3000)];
        random.nextBytes(bytes);
        if (round % 4 == 1 && bytes.length > 4) {
            bytes[0] = 0x30;
            bytes[1] = (byte) 0x82;
            bytes[2] = (byte) (bytes.length - 4 >> 8);
            bytes[3] = (byte) (bytes.length - 4);
        }
        String[] labels = {"CERTIFICATE", "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "EC PRIVATE KEY"};
        return round % 4 == 2 ? Identity.pem(labels[random.nextInt(labels.length)], bytes) : bytes;
    }

    private byte[] mutated(byte[] original) {
        byte[] file = original.clone();
        for (int times = 1 + random.nextInt(3); times > 0 && file.length > 0; times--) {
            int at = random.nextInt(file.length);
            int length = Math.min(file.length - at, 1 + random.nextInt(40));
            byte[] inserted = new byte[random.nextInt(20)];
            random.nextBytes(inserted);
            switch (random.nextInt(6)) {
                case 0, 1 -> file[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> file[at] = (byte) random.nextInt(256);
                case 3 -> file = spliced(file, at, at + length, new byte[0]);
                case 4 -> file = spliced(file, at, at, inserted);
                default ->
                    file = random.nextBoolean()
                            ? Arrays.copyOf(file, at)
                            : spliced(file, at, at, Arrays.copyOfRange(file, at, at + length));
            }
        }
        return file;
    }

    private static byte[] spliced(byte[] file, int from, int to, byte[] with) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file, 0, from);
        out.writeBytes(with);
        out.write(file, to, file.length - to);
        return out.toByteArray();
    }

    /** Sequences in each other, each of the right length. */
    private static byte[] nested(int depth) {
        byte[] bytes = new byte[depth * 4];
        for (int i = 0; i < depth; i++) {
            int rest = bytes.length - (i + 1) * 4;
            bytes[i * 4] = 0x30;
            bytes[i * 4 + 1] = (byte) 0x82;
            bytes[i * 4 + 2] = (byte) (rest >> 8);
            bytes[i * 4 + 3] = (byte) rest;
        }
        return bytes;
    }

    private static KeyDerivationFunc scrypt(int n, int r, int p) {
        ASN1EncodableVector parameters = new ASN1EncodableVector();
        parameters.add(new DEROctetString(new byte[16]));
        parameters.add(new ASN1Integer(n));
        parameters.add(new ASN1Integer(r));
        parameters.add(new ASN1Integer(p));
        return new KeyDerivationFunc(new ASN1ObjectIdentifier("1.3.6.1.4.1.11591.4.11"), new DERSequence(parameters));
    }

    private static byte[] encrypted(KeyDerivationFunc function) throws Exception {
        EncryptionScheme cipher =
                new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(new byte[16]));
        return new EncryptedPrivateKeyInfo(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, new PBES2Parameters(function, cipher)),
                        new byte[64])
                .getEncoded();
    }
}
