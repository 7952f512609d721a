// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;
import org.ussl.testing.pki.KeyKind;

class KeyTracesTest {
    private final KeyTraces traces = new KeyTraces();
    private final Identity identity = Authority.selfSigned(Certificate.named("CN=gw-17"));

    @BeforeEach
    void lookForTheKey() {
        traces.add(identity.keyPair().getPrivate());
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void findsThePemOfEveryKindOfKey(KeyKind kind) {
        Identity other = Authority.selfSigned(Certificate.named("CN=x").kind(kind));
        traces.add(other.keyPair().getPrivate());

        assertThat(traces.count(around(other.keyPem()))).isPositive();
    }

    @Test
    void findsTheSecretNumberInEveryForm() {
        byte[] secret = HexFormat.of().parseHex(number());

        assertThat(traces.count(around(secret))).isPositive();
        assertThat(traces.count(around(text(number())))).isPositive();
        assertThat(traces.count(around(text(number().toUpperCase(Locale.ROOT)))))
                .isPositive();
        assertThat(traces.count(around(text(HexFormat.ofDelimiter(":").formatHex(secret)))))
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void findsTheSecretNumberInBase64OfSomethingLonger(int before) {
        ByteArrayOutputStream longer = new ByteArrayOutputStream();
        longer.writeBytes(new byte[before]);
        longer.writeBytes(HexFormat.of().parseHex(number()));
        longer.writeBytes(new byte[] {1, 2, 3, 4});

        assertThat(traces.count(Base64.getEncoder().encode(longer.toByteArray())))
                .isPositive();
    }

    @Test
    void findsAKeyInAFileOfAFolder(@TempDir Path folder) throws Exception {
        Files.write(
                Files.createDirectories(folder.resolve("a/b")).resolve("c"),
                identity.keyPair().getPrivate().getEncoded());

        assertThat(traces.count(folder)).isPositive();
    }

    @Test
    void doesNotTakeTheCertificateOrAnotherKeyForATrace() {
        Identity other = Authority.selfSigned(Certificate.named("CN=other"));

        assertThat(traces.count(identity.chainPem())).isZero();
        assertThat(traces.count(other.keyPem())).isZero();
        assertThat(traces.count(other.keyPair().getPrivate().getEncoded())).isZero();
    }

    /** The secret number in as many hexadecimal digits as its bytes need. */
    private String number() {
        String digits = ((ECPrivateKey) identity.keyPair().getPrivate()).getS().toString(16);
        return digits.length() % 2 == 0 ? digits : "0" + digits;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] around(byte[] middle) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(text("some text before "));
        all.writeBytes(middle);
        all.writeBytes(text(" and after"));
        return all.toByteArray();
    }
}
