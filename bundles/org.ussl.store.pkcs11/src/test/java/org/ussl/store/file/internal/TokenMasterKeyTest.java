// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.store.pkcs11.internal.SoftToken;
import org.ussl.testing.pki.Authority;

/** A file store whose master key a token derives. Needs Debian's softhsm2. */
class TokenMasterKeyTest {
    private static final Authority CA = Authority.create("CN=Sealed CA");

    @TempDir
    Path home;

    private String uri;

    @BeforeEach
    void requireToken() throws IOException {
        Path module = SoftToken.required().library();
        uri = "pkcs11:object=" + home.getFileName() + "?module-path=" + module + "&pin-source=file:"
                + pin("pin", SoftToken.PIN);
    }

    private Path pin(String name, String pin) throws IOException {
        Path file = Files.writeString(home.resolve(name), pin);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private StoreSettings settings(String token, String previous) {
        return StoreSettings.of(folder().toString(), null, null, null, token, previous, 5);
    }

    private Path folder() {
        return home.resolve("credentials");
    }

    private static SealedFileStore open(StoreSettings settings) throws CredentialStoreException {
        return new StoreOpening(settings).open();
    }

    @Test
    void isDerivedInTheTokenEachTimeAndLiesNowhere() throws Exception {
        try (SealedFileStore store = open(settings(uri, null))) {
            store.commit("default", CredentialUpdate.ofTrust(List.of(CA.certificate())));
        }
        try (SealedFileStore store = open(settings(uri, null))) {
            assertThat(store.current("default").orElseThrow().trustAnchors()).containsExactly(CA.certificate());
        }
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files).containsExactlyInAnyOrder(home.resolve("pin"), folder());
        }
    }

    @Test
    void anotherKeyOfTheTokenOpensNothing() throws Exception {
        try (SealedFileStore store = open(settings(uri, null))) {
            store.commit("default", CredentialUpdate.ofTrust(List.of(CA.certificate())));
        }
        String missing = uri.replace("object=", "object=not-");
        assertThatThrownBy(() -> open(settings(missing, null)))
                .isInstanceOf(CredentialStoreException.class)
                .hasMessageContaining("is missing, but");
        String elsewhere = home.resolve("elsewhere").toString();
        open(StoreSettings.of(elsewhere, null, null, null, missing, null, 5)).close();
        assertThatThrownBy(() -> open(settings(missing, null)))
                .isInstanceOf(CredentialStoreException.class)
                .hasMessageContaining("is not the master key");
    }

    @Test
    void aFileStoreChangesToItWhileItIsOpenAndBack() throws Exception {
        StoreSettings inFile = settings(null, null);
        try (SealedFileStore store = open(inFile)) {
            store.commit("default", CredentialUpdate.ofTrust(List.of(CA.certificate())));
            StoreSettings inToken = settings(uri, inFile.masterKeyPlace());
            new StoreOpening(inToken).changeMasterKey(store);
            assertThatThrownBy(() -> new StoreOpening(inFile).changeMasterKey(store))
                    .hasMessageContaining("previousMasterKey");
        }
        Files.delete(home.resolve("master.key"));
        try (SealedFileStore store = open(settings(uri, null))) {
            assertThat(store.current("default").orElseThrow().revision()).isEqualTo(1);
        }
        try (SealedFileStore store = open(settings(null, uri))) {
            assertThat(store.current("default").orElseThrow().revision()).isEqualTo(1);
        }
        assertThat(home.resolve("master.key")).exists();
    }

    @Test
    void wrongPinIsSaidAndNotTold() throws Exception {
        Path wrong = pin("wrong", "99999999");
        assertThatThrownBy(() -> open(settings(uri.replace(home.resolve("pin").toString(), wrong.toString()), null)))
                .isInstanceOf(CredentialStoreException.class)
                .hasMessageContaining("CKR_PIN_INCORRECT")
                .hasMessageNotContaining("99999999");
        assertThat(folder()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ussl",
                "pkcs11:object=a",
                "pkcs11:object=a?module-path=x.so&pin-source=file:/p",
                "pkcs11:object=a?module-path=/x.so",
                "pkcs11:object=a?module-path=/x.so&pin-source=1234",
                "pkcs11:object=a;slot-id=one?module-path=/x.so&pin-source=file:/p",
                "pkcs11:object=a;object=b?module-path=/x.so&pin-source=file:/p",
                "pkcs11:object=a?module-path=/x.so&pin-source=file:/p&pin-value=1",
                "pkcs11:object=a%20b?module-path=/x.so&pin-source=file:/p"
            })
    void refusesWhatNamesNoKeyByItsSetting(String bad) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(bad, null))
                .withMessageStartingWith("masterKeyToken: ");
    }
}
