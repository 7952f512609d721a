// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ussl.ftp.FtpServer;

class HashCommandTest {

    private final List<String> hashed = new ArrayList<>();
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    private final FtpServer ftp = (FtpServer) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {FtpServer.class}, (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("passwordHash");
                hashed.add(new String((char[]) arguments[0]));
                return "pbkdf2-sha256:...";
            });

    private String typed(String keys) throws IOException {
        ByteArrayInputStream keyboard = new ByteArrayInputStream(keys.getBytes(StandardCharsets.UTF_8));
        PrintStream console = new PrintStream(screen, true, StandardCharsets.UTF_8);
        CommandSession session = (CommandSession) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {CommandSession.class},
                (proxy, method, arguments) -> method.getName().equals("getKeyboard") ? keyboard : console);
        return String.valueOf(new HashCommand(ftp).execute(session, List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"öpen sesame\nöpen sesame\n", "öpen sesame\r\nöpen sesame\r\n", "öpen sesame\nöpen sesamX\be\n"})
    void answersTheHashAndNothingElse(String keys) throws Exception {
        assertThat(typed(keys)).isEqualTo("pbkdf2-sha256:...");
        assertThat(hashed).containsExactly("öpen sesame");
        assertThat(screen.toString(StandardCharsets.UTF_8))
                .contains("Password: ", "Again: ")
                .doesNotContain("sesame");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "abc\u0003"})
    void makesNoHashOfNothing(String keys) throws Exception {
        assertThat(typed(keys)).isEqualTo("no password, no hash");
        assertThat(hashed).isEmpty();
    }

    @Test
    void wantsTheSameTwice() throws Exception {
        assertThat(typed("open sesame\nopen sesam\n")).isEqualTo("these were two different passwords");
        assertThat(hashed).isEmpty();
    }

    @Test
    void saysThatTheDropBoxIsNotRunning() throws Exception {
        assertThat(String.valueOf(new HashCommand(null).execute(null, List.of(), Style.PLAIN)))
                .contains("not running");
    }
}
