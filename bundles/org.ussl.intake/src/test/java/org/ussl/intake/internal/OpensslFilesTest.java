// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ussl.credential.CredentialPart.CA;
import static org.ussl.credential.CredentialPart.CERT;
import static org.ussl.credential.CredentialPart.KEY;
import static org.ussl.credential.CredentialPart.PKCS12;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ussl.credential.CredentialRejectedException.Reason;
import org.ussl.credential.IntakeReceipt.Status;

/** The forms in which keys come out of the tool that makes most of them. */
class OpensslFilesTest {
    private static final Path OPENSSL = Path.of("/usr/bin/openssl");
    private static final String RSA = "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048";
    private static final String EC = "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256";

    @TempDir
    Path folder;

    private final Desk desk = Desk.at(Instant.now());

    @BeforeEach
    void needsOpenssl() {
        Assumptions.assumeTrue(Files.isExecutable(OPENSSL), "openssl is not installed at " + OPENSSL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                RSA,
                "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -outform DER",
                "genpkey -algorithm ED25519",
                EC,
                "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -outform DER",
                "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521",
                "ecparam -name prime256v1 -genkey",
                "ecparam -name secp384r1 -genkey -noout",
                "ecparam -name prime256v1 -genkey -noout -outform DER"
            })
    void takesAKeyAsItWasMade(String command) throws Exception {
        openssl(command + " -out key");
        commits("key", "key");
    }

    @ParameterizedTest
    @CsvSource({
        "rsa -traditional",
        "rsa -traditional -outform DER",
        "rsa -traditional -aes256 -passout env:PASS",
        "rsa -traditional -aes128 -passout env:PASS",
        "rsa -traditional -des3 -passout env:PASS"
    })
    void takesAnRsaKeyInItsOwnForms(String command) throws Exception {
        openssl(RSA + " -out plain");
        openssl(command + " -in plain -out key");
        commits("plain", "key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ec", "ec -outform DER", "ec -aes192 -passout env:PASS", "ec -des3 -passout env:PASS"})
    void takesAnEcKeyInItsOwnForms(String command) throws Exception {
        openssl(EC + " -out plain");
        openssl(command + " -in plain -out key");
        commits("plain", "key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-v2 aes-256-cbc",
                "-v2 aes-256-cbc -outform DER",
                "-v2 aes-128-cbc -v2prf hmacWithSHA512",
                "-v2 aes-192-cbc -v2prf hmacWithSHA1 -iter 100000",
                "-v2 des3",
                "-scrypt",
                "-scrypt -scrypt_N 1024 -scrypt_r 4 -scrypt_p 3",
                "-v1 PBE-SHA1-3DES",
                "-v1 PBE-SHA1-2DES",
                "-provider legacy -provider default -v1 PBE-SHA1-RC2-40",
                "-provider legacy -provider default -v1 PBE-SHA1-RC2-128",
                "-provider legacy -provider default -v1 PBE-MD5-DES",
                "-provider legacy -provider default -v1 PBE-SHA1-DES"
            })
    void decryptsPkcs8(String options) throws Exception {
        openssl(EC + " -out plain");
        openssl("pkcs8 -topk8 " + options + " -passout env:PASS -in plain -out key");
        commits("plain", "key");
    }

    @Test
    void refusesAnEncryptedKeyWithoutOrWithAnotherPassphrase() throws Exception {
        openssl(EC + " -out plain");
        openssl("pkcs8 -topk8 -v2 aes-256-cbc -passout pass:another -in plain -out pkcs8");
        openssl("ec -aes256 -passout pass:another -in plain -out traditional");
        for (String name : List.of("pkcs8", "traditional")) {
            byte[] file = Files.readAllBytes(folder.resolve(name));
            desk.refuses(
                    KEY,
                    file,
                    Reason.PASSPHRASE,
                    "private.key: cannot be decrypted: the passphrase that was uploaded or configured is another one, or the"
                            + " file is damaged");
            Desk.withoutPassphrase()
                    .refuses(
                            KEY,
                            file,
                            Reason.PASSPHRASE,
                            "private.key: is encrypted, and there is no passphrase; upload it as passphrase beside it and"
                                    + " then this file again, or configure one (org.ussl.intake: .keyPassphrase,"
                                    + " .keyPassphrases, keyPassphraseFile or keyPassphraseEnvironment)");
        }
    }

    @Test
    void refusesAnEncryptionThatItDoesNotKnow() throws Exception {
        openssl(EC + " -out plain");
        openssl("pkcs8 -topk8 -v2 camellia-256-cbc -passout env:PASS -in plain -out key");
        desk.refusesLike(
                KEY,
                Files.readAllBytes(folder.resolve("key")),
                Reason.UNSUPPORTED,
                "private.key: its encryption is not supported (1.2.392.200011.61.1.1.1.4); use: openssl pkcs8 -topk8");
        openssl("ec -camellia256 -passout env:PASS -in plain -out key");
        desk.refusesLike(
                KEY,
                Files.readAllBytes(folder.resolve("key")),
                Reason.UNSUPPORTED,
                "private.key: its encryption is not supported (CAMELLIA-256-CBC); use: openssl pkcs8 -topk8");
    }

    @Test
    void refusesACurveThatIsSpeltOut() throws Exception {
        openssl("ecparam -name prime256v1 -genkey -param_enc explicit -noout -out key");
        desk.refuses(
                KEY,
                Files.readAllBytes(folder.resolve("key")),
                Reason.UNSUPPORTED,
                "private.key: its curve is not supported (explicit parameters); P-256, P-384 and P-521 by name are");
    }

    @Test
    void tellsWhereContainersBelong() throws Exception {
        openssl(EC + " -out plain");
        openssl("req -x509 -new -key plain -subj /CN=gw-17 -days 60 -out cert");
        openssl("pkcs12 -export -inkey plain -in cert -passout env:PASS -out p12");
        openssl("crl2pkcs7 -nocrl -certfile cert -out p7");
        openssl("x509 -in cert -trustout -addtrust clientAuth -out trusted");
        desk.refuses(
                KEY,
                Files.readAllBytes(folder.resolve("p12")),
                Reason.NOT_A_PRIVATE_KEY,
                "private.key: is a PKCS#12 container; it belongs into credentials.p12");
        desk.refuses(
                KEY,
                Files.readAllBytes(folder.resolve("p7")),
                Reason.NOT_A_PRIVATE_KEY,
                "private.key: is a PKCS#7 container; it belongs into cert.pem or ca.pem");
        desk.refuses(
                CERT,
                Files.readAllBytes(folder.resolve("trusted")),
                Reason.NOT_A_CERTIFICATE,
                "cert.pem: is an OpenSSL trusted certificate; convert it with: openssl x509");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-outform PEM", "-outform DER"})
    void takesAChainFromAPkcs7Container(String form) throws Exception {
        openssl(EC + " -out plain");
        openssl("req -x509 -new -key plain -subj /CN=gw-17 -days 60 -addext subjectAltName=DNS:gw -out cert");
        openssl("crl2pkcs7 -nocrl -certfile cert " + form + " -out p7");
        desk.offer(CERT, Files.readAllBytes(folder.resolve("p7")));
        assertThat(desk.offer(KEY, Files.readAllBytes(folder.resolve("plain"))).status())
                .isEqualTo(Status.COMMITTED);
        desk.isSound();
        assertThat(desk.offer(CA, Files.readAllBytes(folder.resolve("p7"))).status())
                .isEqualTo(Status.COMMITTED);
        openssl("crl2pkcs7 -nocrl -out empty");
        desk.refuses(
                CERT,
                Files.readAllBytes(folder.resolve("empty")),
                Reason.NOT_A_CERTIFICATE,
                "cert.pem: is a PKCS#7 container without certificates");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-keypbe AES-128-CBC -certpbe AES-128-CBC -macalg sha1",
                "-keypbe AES-256-CBC -certpbe AES-256-CBC -macalg sha384 -iter 100000",
                "-keypbe AES-256-CBC -certpbe NONE -macalg sha512",
                "-keypbe NONE -certpbe NONE",
                "-keypbe NONE -certpbe NONE -nomac",
                "-nomac",
                "-provider legacy -provider default -legacy"
            })
    void takesAContainer(String options) throws Exception {
        openssl(EC + " -out plain");
        openssl("req -x509 -new -key plain -subj /CN=gw-17 -days 60 -addext subjectAltName=DNS:gw -out cert");
        openssl(("pkcs12 -export " + options + " -inkey plain -in cert -passout env:PASS -out p12").replace("  ", " "));
        assertThat(desk.offer(PKCS12, Files.readAllBytes(folder.resolve("p12"))).status())
                .isEqualTo(Status.COMMITTED);
        desk.isSound();
        assertThat(desk.offer(KEY, Files.readAllBytes(folder.resolve("plain"))).status())
                .isEqualTo(Status.UNCHANGED);
    }

    @Test
    void takesAContainerWithTheEmptyPassphraseWhereNoneIsKnown() throws Exception {
        openssl(EC + " -out plain");
        openssl("req -x509 -new -key plain -subj /CN=gw-17 -days 60 -out cert");
        openssl("pkcs12 -export -inkey plain -in cert -passout pass: -out p12");
        Desk without = Desk.withoutPassphrase();
        assertThat(without.offer(PKCS12, Files.readAllBytes(folder.resolve("p12")))
                        .status())
                .isEqualTo(Status.COMMITTED);
        without.isSound();
    }

    @Test
    void refusesAContainerWithoutOrWithAnotherPassphrase() throws Exception {
        openssl(EC + " -out plain");
        openssl("req -x509 -new -key plain -subj /CN=gw-17 -days 60 -out cert");
        openssl("pkcs12 -export -inkey plain -in cert -passout pass:another -out p12");
        openssl("pkcs12 -export -nomac -inkey plain -in cert -passout pass:another -out nomac");
        for (String name : List.of("p12", "nomac")) {
            byte[] file = Files.readAllBytes(folder.resolve(name));
            desk.refuses(
                    PKCS12,
                    file,
                    Reason.PASSPHRASE,
                    "credentials.p12: cannot be decrypted: the passphrase that was uploaded or configured is another"
                            + " one, or the file is damaged");
        }
        Desk.withoutPassphrase()
                .refusesLike(
                        PKCS12,
                        Files.readAllBytes(folder.resolve("p12")),
                        Reason.PASSPHRASE,
                        "credentials.p12: needs its passphrase; upload it as passphrase beside it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-pkeyopt rsa_keygen_bits:2048",
                "-pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha256 -pkeyopt rsa_pss_keygen_mgf1_md:sha256"
                        + " -pkeyopt rsa_pss_keygen_saltlen:32"
            })
    void takesAKeyThatIsBoundToPss(String options) throws Exception {
        openssl("genpkey -algorithm RSA-PSS " + options + " -out plain");
        openssl("req -x509 -new -key plain -subj /CN=gw-17 -days 60 -addext subjectAltName=DNS:gw -out cert");
        desk.offer(CERT, Files.readAllBytes(folder.resolve("cert")));
        assertThat(desk.offer(KEY, Files.readAllBytes(folder.resolve("plain"))).status())
                .isEqualTo(Status.COMMITTED);
        assertThat(desk.current().chain().get(0).getPublicKey().getAlgorithm()).isEqualTo("RSASSA-PSS");
    }

    @Test
    void refusesWhatIsWeakUnlessThatIsAllowed() throws Exception {
        openssl("genrsa -out small 1024");
        openssl("req -x509 -new -sha256 -key small -subj /CN=gw-17 -days 60 -out cert");
        byte[] cert = Files.readAllBytes(folder.resolve("cert"));
        byte[] key = Files.readAllBytes(folder.resolve("small"));
        desk.refuses(CERT, cert, Reason.WEAK, "cert.pem: the key of CN=gw-17 is RSA with 1024 bits; it needs 2048");
        desk.refuses(KEY, key, Reason.WEAK, "private.key: is RSA with 1024 bits; make one of 2048");
        Desk lax = Desk.thatAllowsWeakness();
        lax.offer(CERT, cert);
        assertThat(lax.offer(KEY, key).status()).isEqualTo(Status.COMMITTED);

        openssl(EC + " -out cakey");
        openssl("req -x509 -new -sha1 -key cakey -subj /CN=Old -days 60 -out ca");
        openssl(EC + " -out plain");
        for (String hash : List.of("sha1", "sha256")) {
            openssl("req -new -key plain -subj /CN=gw-18 -out request");
            openssl("x509 -req -in request -CA ca -CAkey cakey -set_serial 5 -days 60 -" + hash + " -out " + hash);
        }
        byte[] sha1 = Files.readAllBytes(folder.resolve("sha1"));
        desk.refuses(
                CERT,
                sha1,
                Reason.WEAK,
                "cert.pem: CN=gw-18 is signed with SHA1WITHECDSA; let its CA issue it with SHA-256");
        assertThat(lax.offer(CERT, sha1).status()).isEqualTo(Status.PENDING);
        assertThat(desk.offer(CERT, Files.readAllBytes(folder.resolve("sha256")))
                        .status())
                .isEqualTo(Status.PENDING);
        assertThat(desk.offer(CA, Files.readAllBytes(folder.resolve("ca"))).status())
                .as("a root's own signature is not relied on")
                .isEqualTo(Status.COMMITTED);
    }

    @Test
    void readsPemWithTextAroundItAndAnyLineEnds() throws Exception {
        openssl(EC + " -out plain");
        openssl("req -x509 -new -key plain -subj /CN=gw-17 -days 60 -text -out cert");
        String cert = Files.readString(folder.resolve("cert"));
        assertThat(cert).contains("Signature Algorithm");
        String key =
                "\ufeffBag Attributes\n    friendlyName: gw\n" + Files.readString(folder.resolve("plain")) + "\nbye";
        desk.offer(CERT, cert.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
        assertThat(desk.offer(KEY, key.replace("\n", "\r").getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(Status.COMMITTED);
        desk.isSound();
    }

    private void commits(String plain, String key) throws Exception {
        openssl("req -x509 -new -key " + plain + " -subj /CN=gw-17 -days 60 -out cert");
        desk.offer(CERT, Files.readAllBytes(folder.resolve("cert")));
        assertThat(desk.offer(KEY, Files.readAllBytes(folder.resolve(key))).status())
                .isEqualTo(Status.COMMITTED);
        desk.isSound();
    }

    private void openssl(String command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(OPENSSL.toString()));
        words.addAll(Arrays.asList(command.split(" ")));
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("PASS", Desk.PASSPHRASE);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(command).isTrue();
        assertThat(process.exitValue())
                .as(command + ": " + Files.readString(output, StandardCharsets.ISO_8859_1))
                .isZero();
    }
}
