// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lines as Gogo's runtime hands them over. */
class GogoTest {

    private static final List<ShellCommand<?>> COMMANDS = List.of(
            new ProfilesCommand(),
            new ShowCommand(),
            new HistoryCommand(),
            new RollbackCommand(),
            new UploadCommand(),
            new RemoveCommand(),
            new PendingCommand(),
            new CsrCommand(),
            new MigrateCommand(),
            new ProbeCommand(),
            new ConnectionsCommand(),
            new EngineCommand(),
            new HashCommand());

    private final ThreadIOImpl io = new ThreadIOImpl();
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private CommandSession session;

    @BeforeEach
    void start() {
        io.start();
        CommandProcessorImpl shell = new CommandProcessorImpl(io);
        COMMANDS.forEach(command -> shell.addCommand("ussl", command, command.name()));
        session = shell.createSession(new ByteArrayInputStream(new byte[0]), screen, screen);
    }

    @AfterEach
    void stop() {
        session.close();
        io.stop();
    }

    private String type(String line) throws Exception {
        return String.valueOf(session.execute(line));
    }

    @Test
    void eachHasHelpWithAnExampleAndNoColoursWhereThereIsNoTerminal() throws Exception {
        for (ShellCommand<?> command : COMMANDS) {
            String help = type("ussl:" + command.name() + " --help");
            assertThat(help)
                    .startsWith("Usage: ussl:" + command.name())
                    .contains("Example: ussl:" + command.name(), "--json")
                    .doesNotContain("\u001b");
            assertThat(help.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
            assertThat(command.description()).isNotBlank();
        }
    }

    @Test
    void saysWhatIsWrongWithALine() throws Exception {
        assertThat(type("ussl:show")).startsWith("Missing required parameter: 'PROFILE'\nUsage: ussl:show");
        assertThat(type("ussl:rollback line-3 four")).contains("'four'").contains("Usage: ussl:rollback");
        assertThat(type("ussl:csr --key DSA line-3")).contains("DSA", "EC_P256");
        assertThat(type("ussl:profiles --nonsense")).contains("--nonsense", "Usage: ussl:profiles");
    }

    @Test
    void saysWhichServiceIsMissing() throws Exception {
        assertThat(type("ussl:profiles")).isEqualTo("The credential store is not running; ussl:doctor tells why");
        assertThat(type("ussl:probe --json a:1")).contains("\"ok\":false").contains("The TLS service is not running");
        assertThat(type("ussl:upload line-3 cert.pem")).startsWith("The credential intake is not running");
        assertThat(type("ussl:migrate file pkcs11")).startsWith("file: no store of this name");
        assertThat(screen.toString(StandardCharsets.UTF_8)).isEmpty();
    }
}
