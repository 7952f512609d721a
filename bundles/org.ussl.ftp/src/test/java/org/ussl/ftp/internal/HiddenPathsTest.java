// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;

class HiddenPathsTest {

    private static final CredentialPath CA = new CredentialPath("default", CredentialPart.CA);

    @TempDir
    Path folder;

    private Gateway gateway;
    private FTPClient client;

    @BeforeEach
    void start() throws Exception {
        gateway = Gateway.withUser(folder);
        client = gateway.login();
    }

    @AfterEach
    void stop() throws IOException {
        client.disconnect();
        gateway.close();
    }

    private String upload(String path, String content) throws IOException {
        client.storeFile(path, new ByteArrayInputStream(content.getBytes(StandardCharsets.ISO_8859_1)));
        return client.getReplyString().strip();
    }

    private String ask(String verb, String argument) throws IOException {
        client.sendCommand(verb, argument);
        return client.getReplyString().strip();
    }

    @Test
    void tellsWhatBecameOfTheUpload() throws IOException {
        assertThat(upload("/flash/cert/ca.pem", "good"))
                .isEqualTo("226 default: committed revision 1, CN=gw-17, expires 2027-03-01");
        assertThat(upload("/flash/cert/line-3/cert.pem", "wait"))
                .isEqualTo("226 line-3: certificate waits for its private.key");
        assertThat(upload("/flash/cert/ca.pem", "garbage")).isEqualTo("550 ca.pem: not a CA certificate");
        assertThat(upload("/flash/cert/ca.pem", "later"))
                .isEqualTo("450 ca.pem: there is no store; nothing has changed; upload it again");
        assertThat(gateway.recording.offers.get(0).path()).isEqualTo(CA);
    }

    @Test
    void putsWarningsBeforeTheReceiptAndKeepsThemInTheirLines() throws IOException {
        assertThat(upload("/flash/cert/ca.pem", "old").split("\r\n"))
                .containsExactly(
                        "226-warning: CN=Old has expired 2021-09-30",
                        "warning: evil 226 forged",
                        "226 default: committed revision 1, CN=gw-17, expires 2027-03-01");
    }

    @Test
    void gatewaysOwnProfilesAreOutOfReach() throws IOException {
        for (String folder : List.of("ussl.fleet.sealing", "USSL.fleet.signing", "x/../ussl.other")) {
            assertThat(upload("/flash/cert/" + folder + "/private.key", "good"))
                    .startsWith("553 ")
                    .contains("begin with ussl. are the gateway's own");
            assertThat(ask("DELE", "/flash/cert/" + folder + "/cert.pem")).startsWith("550 ");
            assertThat(ask("MKD", "/flash/cert/" + folder)).startsWith("550 ").contains("the gateway's own");
            assertThat(ask("CWD", "/flash/cert/" + folder)).startsWith("550 ");
        }
        assertThat(upload("/flash/cert/cert.pem.part", "good")).startsWith("226 ");
        assertThat(ask("RNFR", "/flash/cert/cert.pem.part")).startsWith("350 ");
        assertThat(ask("RNTO", "/flash/cert/ussl.fleet.signing/cert.pem"))
                .startsWith("553 ")
                .contains("the gateway's own");
        assertThat(gateway.recording.offers).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"crash", "lacks a class"})
    void saysNothingOfAnIntakesFailure(String failure) throws IOException {
        assertThat(upload("/flash/cert/private.key", failure))
                .startsWith("450 private.key: ")
                .doesNotContain("secret");
        assertThat(upload("/flash/cert/ca.pem", "good"))
                .as("the session goes on")
                .startsWith("226 ");
    }

    @Test
    void staysUpWhileThereIsNoIntake() throws IOException {
        gateway.services.intake.unbind(gateway.recording);
        assertThat(upload("/flash/cert/ca.pem", "good"))
                .startsWith("450 ")
                .contains("nothing has changed; upload it again");
        assertThat(ask("DELE", "/flash/cert/ca.pem")).startsWith("450 ");
        gateway.services.intake.bind(gateway.recording);
        assertThat(upload("/flash/cert/ca.pem", "good")).startsWith("226 ");
    }

    @Test
    void offersTheBytesAsTheyWereSentInEitherType() throws IOException {
        byte[] der = new byte[9000];
        new Random(7).nextBytes(der);
        client.storeFile("/flash/cert/ca.pem", new ByteArrayInputStream(der));
        assertThat(gateway.recording.offers.get(0).content()).isEqualTo(der);

        client.setFileType(FTPClient.ASCII_FILE_TYPE);
        // The client has its own part in this type: a CR before each lone LF.
        assertThat(upload("/flash/cert/ca.pem", "good\nPEM\r\ntext\n")).startsWith("226 ");
        assertThat(new String(gateway.recording.offers.get(1).content(), StandardCharsets.US_ASCII))
                .isEqualTo("good\r\nPEM\r\ntext\r\n");
    }

    @Test
    void refusesDerInAsciiModeAndSaysWhatToDo() throws IOException {
        client.setFileType(FTPClient.ASCII_FILE_TYPE);
        assertThat(upload("/flash/cert/ca.pem", "0\202\001\nMIIB"))
                .startsWith("550 ca.pem: ")
                .contains("use binary mode", "nothing has changed");
        assertThat(gateway.recording.offers).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/flash/cert/ca.pem",
                "/flash/cert/line-3/ca.pem",
                "/flash/cert",
                "/flash/cert/line-3",
                "/flash/cert/nonsense.txt",
                "/FLASH/Cert/CA.PEM",
                "//flash//cert///ca.pem",
                "/flash/./cert/./ca.pem",
                "/flash/x/../cert/ca.pem",
                "/../../flash/cert/ca.pem",
                "flash/cert/ca.pem",
                "/flash/cert\\ca.pem"
            })
    void readsNothingAndSaysTheSameWhetherSomethingIsStoredOrNot(String path) throws IOException {
        List<String> before = readers(path);
        upload("/flash/cert/ca.pem", "good");
        upload("/flash/cert/line-3/ca.pem", "good");
        List<String> after = readers(path);
        assertThat(after).isEqualTo(before).allMatch(reply -> reply.startsWith("550 "));
        assertThat(after.stream().distinct()).hasSize(1);
    }

    private List<String> readers(String path) throws IOException {
        List<String> replies = new ArrayList<>();
        for (String verb : List.of("RETR", "SIZE", "MDTM", "MLST", "RNFR", "XRNFR")) {
            replies.add(ask(verb, path));
        }
        replies.add(ask("MFMT", "20260101000000 " + path));
        return replies;
    }

    @Test
    void hasNoVerbThatHashes() throws IOException {
        upload("/flash/cert/ca.pem", "good");
        for (String verb : List.of("MD5", "MMD5", "XMD5", "XCRC", "XSHA256", "HASH", "SITE")) {
            assertThat(ask(verb, "/flash/cert/ca.pem")).as(verb).startsWith("502 ");
        }
        assertThat(ask("MMD5", "/flash/a, /flash/cert/ca.pem")).startsWith("502 ");
    }

    @Test
    void entersTheDropBoxAndShowsItEmpty() throws IOException {
        upload("/flash/cert/line-3/ca.pem", "good");
        Files.createDirectories(gateway.flash.resolve("cert/sub"));
        Files.writeString(gateway.flash.resolve("cert/leak.txt"), "leak");
        Files.createDirectories(gateway.flash.resolve("CERT"));
        Files.writeString(gateway.flash.resolve("seen.txt"), "x");
        for (String path : List.of("/flash/cert", "/flash/cert/line-3", "/flash/cert/other")) {
            assertThat(client.changeWorkingDirectory(path)).isTrue();
            assertThat(client.printWorkingDirectory()).isEqualTo(path);
            assertThat(client.listFiles()).isEmpty();
            assertThat(client.listNames()).isNullOrEmpty();
            assertThat(client.mlistDir()).isEmpty();
            assertThat(client.listFiles("-a " + path)).isEmpty();
            assertThat(ask("STAT", path)).doesNotContain("pem").doesNotContain("leak");
        }
        assertThat(client.changeWorkingDirectory("..")).isTrue();
        assertThat(client.printWorkingDirectory()).isEqualTo("/flash/cert");
        assertThat(client.changeWorkingDirectory("/flash")).isTrue();
        assertThat(client.listNames()).containsExactly("seen.txt");
        assertThat(client.listNames("-a c*")).isNullOrEmpty();
        assertThat(client.listNames("/")).containsExactly("flash");
        assertThat(client.changeWorkingDirectory("/flash/cert/ca.pem")).isFalse();
        assertThat(client.changeWorkingDirectory("/flash/cert/a/b")).isFalse();
        assertThat(client.changeWorkingDirectory("/flash/cert/-bad")).isFalse();
    }

    @Test
    void takesRelativeNamesFromWithinTheDropBox() throws IOException {
        client.changeWorkingDirectory("/flash/cert/line-3");
        assertThat(upload("ca.pem", "good")).startsWith("226 line-3: ");
        assertThat(upload("../ca.pem", "good")).startsWith("226 default: ");
        assertThat(upload("../other/ca.pem", "good")).startsWith("226 other: ");
        assertThat(upload("../../CERT//Ca.Pem", "good")).startsWith("226 default: ");
        assertThat(ask("MLST", null)).startsWith("550 ");
        assertThat(gateway.flash).isEmptyDirectory();
    }

    @Test
    void refusesWhatIsNoWholeUploadUnderItsName() throws IOException {
        assertThat(upload("/flash/cert/notes.txt", "x")).startsWith("553 ").contains("/flash/cert/notes.txt");
        assertThat(upload("/flash/cert/a/b/ca.pem", "x")).startsWith("553 ");
        client.appendFile("/flash/cert/ca.pem", new ByteArrayInputStream(new byte[] {1}));
        assertThat(client.getReplyString()).startsWith("550 ").contains("whole");
        client.changeWorkingDirectory("/flash/cert");
        client.storeUniqueFile(new ByteArrayInputStream(new byte[] {1}));
        assertThat(client.getReplyString()).startsWith("550 ").contains("whole");
        client.setRestartOffset(3);
        assertThat(upload("ca.pem", "good")).startsWith("550 ").contains("whole");
        client.setRestartOffset(0);
        assertThat(upload("ca.pem", "good")).startsWith("226 ");
        assertThat(gateway.recording.offers).hasSize(1);
        assertThat(gateway.flash).isEmptyDirectory();
    }

    @Test
    void refusesMoreThanItBuffersAndOffersNothing() throws IOException {
        String large = "x".repeat(16 * 1024 + 1);
        assertThat(upload("/flash/cert/ca.pem", large)).startsWith("552 ").contains("nothing has changed");
        assertThat(gateway.recording.offers).isEmpty();
        assertThat(upload("/flash/cert/ca.pem", large.substring(1))).startsWith("226 ");
    }

    @Test
    void removesThroughTheIntake() throws IOException {
        assertThat(ask("DELE", "/flash/cert/line-3/ca.pem")).isEqualTo("250 line-3: CA removed");
        assertThat(ask("DELE", "/flash/cert/nothing")).startsWith("550 ");
        assertThat(gateway.recording.removals).containsExactly(new CredentialPath("line-3", CredentialPart.CA));
    }

    @Test
    void letsClientsMakeProfileFoldersButMakesNone() throws IOException {
        assertThat(ask("MKD", "/flash/cert")).startsWith("257 \"/flash/cert\"");
        assertThat(ask("MKD", "/flash/cert/Line-3")).startsWith("257 \"/flash/cert/line-3\"");
        assertThat(ask("MKD", "/flash/cert/a/b")).startsWith("550 ");
        assertThat(ask("MKD", "/flash/cert/ca.pem")).startsWith("550 ");
        assertThat(ask("RMD", "/flash/cert")).startsWith("550 ");
        assertThat(gateway.flash).isEmptyDirectory();
    }

    @Test
    void takesAFileThatIsRenamedToAHiddenName() throws IOException {
        upload("/flash/new.pem", "good");
        assertThat(client.rename("/flash/new.pem", "/flash/cert/ca.pem")).isTrue();
        assertThat(client.getReplyString()).startsWith("250 default: committed revision 1");
        assertThat(gateway.flash).isEmptyDirectory();

        upload("/flash/bad.pem", "garbage");
        assertThat(client.rename("/flash/bad.pem", "/flash/x/../cert/ca.pem")).isFalse();
        assertThat(client.getReplyString()).startsWith("553 ca.pem: not a CA certificate");
        assertThat(gateway.flash.resolve("bad.pem")).exists();
        assertThat(client.rename("/flash/bad.pem", "/flash/cert/notes.txt")).isFalse();
        assertThat(client.rename("/flash", "/flash/cert")).isFalse();
        assertThat(gateway.flash.resolve("cert")).doesNotExist();
    }

    @Test
    void takesAnUploadUnderATemporaryNameWhenItGetsItsOwn() throws IOException {
        for (String name : List.of("private.key.filepart", ".in.private.key.", ".private.key.Xy12ab")) {
            assertThat(upload("/flash/cert/line-3/" + name, "good key"))
                    .startsWith("226 Held")
                    .contains("nothing has changed yet");
            assertThat(gateway.recording.offers).isEmpty();
            assertThat(client.rename("/flash/cert/line-3/" + name, "/flash/cert/line-3/private.key"))
                    .isTrue();
            assertThat(client.getReplyString()).startsWith("250 line-3: committed");
            assertThat(gateway.recording.offers.remove(0).path())
                    .isEqualTo(new CredentialPath("line-3", CredentialPart.KEY));
        }
        assertThat(gateway.flash).isEmptyDirectory();
    }

    @Test
    void keepsATemporaryNameToTheSessionThatUploadedIt() throws Exception {
        upload("/flash/cert/private.key.part", "good key");
        FTPClient other = gateway.login();
        other.sendCommand("RNFR", "/flash/cert/private.key.part");
        assertThat(other.getReplyCode()).isEqualTo(550);
        other.disconnect();
        for (String verb : List.of("RETR", "SIZE", "MDTM", "MLST")) {
            assertThat(ask(verb, "/flash/cert/private.key.part")).startsWith("550 ");
        }
        assertThat(client.rename("/flash/cert/private.key.part", "/flash/shown.key"))
                .isFalse();
        assertThat(client.getReplyString()).startsWith("553 ").contains("stays hidden");
        assertThat(ask("DELE", "/flash/cert/private.key.part")).startsWith("250 ");
        assertThat(ask("DELE", "/flash/cert/private.key.part")).startsWith("550 ");
        assertThat(client.rename("/flash/cert/private.key.part", "/flash/cert/private.key"))
                .isFalse();
        assertThat(gateway.recording.offers).isEmpty();
        assertThat(gateway.flash).isEmptyDirectory();
    }

    @Test
    void wantsTheNewNameRightAfterTheOldOne() throws IOException {
        upload("/flash/cert/ca.pem.part", "good");
        assertThat(ask("RNFR", "/flash/cert/ca.pem.part")).startsWith("350 ");
        assertThat(ask("NOOP", null)).startsWith("200 ");
        assertThat(ask("RNTO", "/flash/cert/ca.pem")).startsWith("503 ");
        assertThat(gateway.recording.offers).isEmpty();
    }

    @Test
    void keepsAStagedUploadThatIsRefusedUntilItIsDropped() throws IOException {
        upload("/flash/cert/ca.pem.part", "garbage");
        assertThat(client.rename("/flash/cert/ca.pem.part", "/flash/cert/ca.pem"))
                .isFalse();
        assertThat(client.getReplyString()).startsWith("553 ca.pem: not a CA certificate");
        assertThat(ask("DELE", "/flash/cert/ca.pem.part")).startsWith("250 ");
    }

    @Test
    void holdsOnlyAFewFilesThatHaveNoNameYet() throws IOException {
        for (int i = 0; i < 4; i++) {
            assertThat(upload("/flash/cert/ca.pem." + i, "good")).startsWith("226 ");
        }
        assertThat(upload("/flash/cert/ca.pem.4", "good")).startsWith("552 ");
        assertThat(upload("/flash/cert/ca.pem.3", "good")).startsWith("226 ");
    }
}
