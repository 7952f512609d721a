// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be told of a file's end from the file itself, and from ALLO. */
class CompletenessTest {

    private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    private static final String KEY = "-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----\n";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Completeness of(String name, String text) {
        return Completeness.of(name, bytes(text), SessionTransfer.NOT_ANNOUNCED, true);
    }

    @ParameterizedTest
    @CsvSource({
        "100, true, PROVEN",
        "101, true, SHORT",
        "101, false, SHORT",
        "99, true, POSSIBLE",
        "100, false, POSSIBLE",
        "-1, true, POSSIBLE",
        "9223372036854775807, true, SHORT"
    })
    void believesAllo(long announced, boolean exact, Completeness expected) {
        assertThat(Completeness.of("ca.pem", bytes("x".repeat(99) + "\n"), announced, exact))
                .isEqualTo(expected);
    }

    /** Wherever a list of certificates is cut, it is at best possible that this is all. */
    @Test
    void provesNoListOfCertificates() {
        String list = CERTIFICATE + "# the second\n" + CERTIFICATE;
        for (int length = 0; length <= list.length(); length++) {
            assertThat(of("ca.pem", list.substring(0, length)))
                    .as("after %s", length)
                    .isIn(Completeness.POSSIBLE, Completeness.TORN);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', POSSIBLE",
        "'\r\n', POSSIBLE",
        "'  ', POSSIBLE",
        "'\n-----BEG', TORN",
        "'\n# the se', TORN",
        "'\n# the second\n', POSSIBLE",
        "'\n# the second\r', POSSIBLE",
        "'\n\u001a', POSSIBLE",
        "'\n# the second\u001a', TORN"
    })
    void knowsHalfALineBehindTheLastBlock(String rest, Completeness expected) {
        assertThat(of("ca.pem", CERTIFICATE.strip() + rest)).isEqualTo(expected);
    }

    @Test
    void provesAKeyFromItsEndOn() {
        int end = KEY.length() - 1;
        for (int length = 0; length < end; length++) {
            assertThat(of("private.key", KEY.substring(0, length))).isEqualTo(Completeness.POSSIBLE);
        }
        assertThat(of("private.key", KEY.substring(0, end))).isEqualTo(Completeness.PROVEN);
        assertThat(of("private.key", KEY)).isEqualTo(Completeness.PROVEN);
        assertThat(of("private.key", KEY.replace("\n", "\r\n"))).isEqualTo(Completeness.PROVEN);
        String parameters = "-----BEGIN EC PARAMETERS-----\nBggq\n-----END EC PARAMETERS-----\n";
        assertThat(of("private.key", parameters)).isEqualTo(Completeness.POSSIBLE);
        assertThat(of("private.key", parameters + KEY)).isEqualTo(Completeness.PROVEN);
        assertThat(of("cert.pem", KEY)).isEqualTo(Completeness.POSSIBLE);
    }

    @ParameterizedTest
    @CsvSource({
        "3003020100, PROVEN",
        "300302010000, POSSIBLE",
        "30030201, POSSIBLE",
        "308103020100, PROVEN",
        "30820003020100, PROVEN",
        "3080020100, POSSIBLE",
        "30ff, POSSIBLE",
        "3083, POSSIBLE",
        "30, POSSIBLE",
        "0203020100, POSSIBLE"
    })
    void readsTheLengthOfADerKey(String hex, Completeness expected) {
        byte[] der = HexFormat.of().parseHex(hex);
        assertThat(Completeness.of("private.key", der, SessionTransfer.NOT_ANNOUNCED, true))
                .isEqualTo(expected);
        assertThat(Completeness.of("private.key", Arrays.copyOf(der, 0), SessionTransfer.NOT_ANNOUNCED, true))
                .isEqualTo(Completeness.POSSIBLE);
    }
}
