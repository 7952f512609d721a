// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.lang.reflect.Method;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ussl.credential.GatewayProfile;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.SigningKey;
import org.ussl.testing.pki.KeyKind;

class SealedKeysTest {

    private static final byte[] CONTENT = "to be signed".getBytes(StandardCharsets.UTF_8);
    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC);

    @TempDir
    Path root;

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void signsWithEveryKindOfKey(KeyKind kind) throws Exception {
        Material material = Material.create("signer", kind);
        Place place = new Place(root);
        try (SealedFileStore store = place.open()) {
            verifyAll(store.commit("default", material.update()).key(), material);
            store.hold("waits", material.key());
            assertThat(store.pending("waits").publicKey())
                    .isEqualTo(material.pair().getPublic());
        }
        try (SealedFileStore store = place.open()) {
            verifyAll(store.current("default").orElseThrow().key(), material);
        }
    }

    private static void verifyAll(SigningKey key, Material material) throws GeneralSecurityException {
        switch (material.pair().getPrivate().getAlgorithm()) {
            case "RSA" -> {
                verify(key, "SHA256withRSA", null, material);
                verify(key, "RSASSA-PSS", PSS, material);
            }
            case "EC" -> {
                verify(key, "SHA256withECDSA", null, material);
                verify(key, "SHA384withECDSA", null, material);
            }
            default -> verify(key, "Ed25519", null, material);
        }
    }

    private static void verify(SigningKey key, String algorithm, AlgorithmParameterSpec parameters, Material material)
            throws GeneralSecurityException {
        byte[] signed = key.sign(algorithm, parameters, CONTENT);
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(material.chain().get(0));
        if (parameters != null) {
            verifier.setParameter(parameters);
        }
        verifier.update(CONTENT);
        assertThat(verifier.verify(signed)).as(algorithm).isTrue();
    }

    @Test
    void refusesAnAlgorithmThatDoesNotFitTheKey() throws Exception {
        try (SealedFileStore store = new Place(root).open()) {
            SigningKey key =
                    store.commit("default", Material.create("ec").update()).key();
            assertThatThrownBy(() -> key.sign("SHA256withRSA", null, CONTENT))
                    .isInstanceOf(GeneralSecurityException.class);
        }
    }

    @Test
    void signsNoMoreOnceTheStoreIsStopped() throws Exception {
        SigningKey old;
        SigningKey key;
        try (SealedFileStore store = new Place(root).open()) {
            old = store.commit("default", Material.create("old").update()).key();
            key = store.commit("default", Material.create("new").update()).key();
            assertThat(old.sign("SHA256withECDSA", null, CONTENT)).isNotEmpty();
        }
        for (SigningKey each : List.of(old, key)) {
            assertThatThrownBy(() -> each.sign("SHA256withECDSA", null, CONTENT))
                    .isInstanceOf(GeneralSecurityException.class)
                    .hasMessageContaining("store is stopped");
        }
    }

    @Test
    void agreesOnTheSecretThatTheOtherSideHas() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair other = generator.generateKeyPair();
        SigningKey key;
        try (SealedFileStore store = new Place(root).open()) {
            key = store.commit(
                            GatewayProfile.FLEET_SEALING,
                            Material.create("agrees").update())
                    .key();
            KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
            agreement.init(other.getPrivate());
            agreement.doPhase(key.publicKey(), true);
            assertThat(key.agree(other.getPublic())).isEqualTo(agreement.generateSecret());
        }
        assertThatThrownBy(() -> key.agree(other.getPublic()))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("store is stopped");
    }

    @Test
    void keyIsForOneUseByItsProfile() throws Exception {
        Material material = Material.create("one use");
        PublicKey other = Material.create("other").pair().getPublic();
        try (SealedFileStore store = new Place(root).open()) {
            SigningKey forTls = store.commit("default", material.update()).key();
            SigningKey forSealing = store.commit(GatewayProfile.FLEET_SEALING, material.update())
                    .key();

            assertThatThrownBy(() -> forTls.agree(other))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessageContaining("agrees on no secrets");
            assertThatThrownBy(() -> forSealing.sign("SHA256withECDSA", null, CONTENT))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessageContaining("signs nothing");
        }
    }

    @ParameterizedTest
    @EnumSource(value = KeyKind.class, names = "P256", mode = EnumSource.Mode.EXCLUDE)
    void agreesWithKeysOnItsOwnCurveAlone(KeyKind other) throws Exception {
        try (SealedFileStore store = new Place(root).open()) {
            SigningKey key = store.commit(
                            GatewayProfile.FLEET_SEALING, Material.create("own").update())
                    .key();

            PublicKey elsewhere = Material.create("elsewhere", other).pair().getPublic();
            assertThatThrownBy(() -> key.agree(elsewhere)).isInstanceOf(InvalidKeyException.class);
        }
    }

    @Test
    void refusesPointsThatAreNotOnItsCurve() throws Exception {
        PublicKey good = Material.create("good").pair().getPublic();
        byte[] moved = good.getEncoded();
        moved[moved.length - 1] ^= 1;
        // The JDK reads it as it is, and looks no further.
        PublicKey bad = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(moved));
        try (SealedFileStore store = new Place(root).open()) {
            SigningKey key = store.commit(
                            GatewayProfile.FLEET_SEALING, Material.create("own").update())
                    .key();

            assertThat(key.agree(good)).hasSize(32);
            assertThatThrownBy(() -> key.agree(bad))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessageContaining("not on the curve");
        }
    }

    @Test
    void givesNoWayToTheKeysBytes() throws Exception {
        Material material = Material.create("hidden", KeyKind.RSA2048);
        try (SealedFileStore store = new Place(root).open()) {
            CredentialVersion version = store.commit("default", material.update());
            SigningKey key = version.key();
            assertThat(key).isNotInstanceOf(Key.class).isNotInstanceOf(Serializable.class);
            assertThat(key.getClass().getMethods())
                    .filteredOn(method -> method.getDeclaringClass() != Object.class)
                    .extracting(Method::getName)
                    .containsOnly("publicKey", "sign", "agree", "toString");
            assertThat(key).hasToString("SigningKey[RSA]");
            assertThat(version.toString()).isEqualTo("default revision 1");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyKind.class,
            names = {"P256", "RSA2048", "ED25519"})
    void leavesNothingOfAKeyOnDisk(KeyKind kind) throws Exception {
        Material used = Material.create("used", kind);
        Material waits = Material.create("waits", kind);
        Place place = new Place(root);
        try (SealedFileStore store = place.open()) {
            store.commit("default", used.update());
            store.hold("default", waits.key());
        }
        byte[] master = Base64.getMimeDecoder().decode(Files.readAllBytes(place.masterKey()));
        List<byte[]> secrets = new ArrayList<>();
        secrets.add(master);
        secrets.addAll(secrets(used.pair().getPrivate()));
        secrets.addAll(secrets(waits.pair().getPrivate()));
        List<Path> files;
        try (Stream<Path> paths = Files.walk(place.folder())) {
            files = paths.filter(Files::isRegularFile).toList();
        }
        assertThat(files).contains(place.file("default"));
        for (Path file : files) {
            String content = latin(Files.readAllBytes(file));
            for (byte[] secret : secrets) {
                assertThat(content.contains(latin(secret))).as("raw").isFalse();
                assertThat(content.toLowerCase().contains(HexFormat.of().formatHex(secret)))
                        .as("hex")
                        .isFalse();
                String base64 = Base64.getEncoder().withoutPadding().encodeToString(secret);
                assertThat(content.contains(base64)).as("base64").isFalse();
            }
            // Not even what is public: who a gateway belongs to is nobody's business.
            assertThat(content).doesNotContain("CN=", "CA of used");
        }
    }

    private static List<byte[]> secrets(PrivateKey key) {
        List<byte[]> secrets = new ArrayList<>();
        secrets.add(key.getEncoded());
        if (key instanceof RSAPrivateCrtKey rsa) {
            secrets.add(unsigned(rsa.getPrivateExponent()));
            secrets.add(unsigned(rsa.getPrimeP()));
            secrets.add(unsigned(rsa.getPrimeQ()));
        } else if (key instanceof ECPrivateKey ec) {
            secrets.add(unsigned(ec.getS()));
        } else if (key instanceof EdECPrivateKey ed) {
            secrets.add(ed.getBytes().orElseThrow());
        }
        return secrets;
    }

    private static byte[] unsigned(BigInteger value) {
        byte[] bytes = value.toByteArray();
        return bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
