// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.commons.net.ftp.FTPClient;

/** A drop box on a port of the system's choice, with a user {@code ops}. */
final class Gateway implements AutoCloseable {

    static final String USER = "ops";
    static final String PASSWORD = "open sesame";

    // Cheap on purpose: what is tested here is not PBKDF2.
    private static final FtpAccount OPS =
            new HashedAccount(USER, PasswordHash.of(PASSWORD.toCharArray(), 10_000, new SecureRandom()));

    final GatewayServices services = new GatewayServices();
    final RecordingIntake recording = new RecordingIntake();
    /** What was shown on the console, one text for each flush. */
    final BlockingQueue<String> console = new LinkedBlockingQueue<>();

    final Path flash;
    final DropBoxServer server;
    private final CompletableFuture<InetSocketAddress> address = new CompletableFuture<>();

    private Gateway(FtpSettings settings) {
        flash = settings.flashFolder();
        services.intake.bind(recording);
        FirstStartPassword firstStart = new FirstStartPassword(
                settings.stateFolder(), new PrintStream(new Screen(), false, StandardCharsets.UTF_8));
        server = new DropBoxServer(settings, firstStart, services, new DropBoxServer.Observer() {
            @Override
            public void listening(InetSocketAddress where) {
                address.complete(where);
            }

            @Override
            public void stopped() {
                // The tests know.
            }
        });
    }

    static Gateway withUser(Path folder) {
        return withUser(folder, settings -> settings);
    }

    static Gateway withUser(Path folder, UnaryOperator<FtpSettings> change) {
        Gateway gateway = new Gateway(change.apply(settings(folder, 0)));
        gateway.server.add(OPS);
        gateway.server.start();
        return gateway;
    }

    static Gateway withoutUser(Path folder) {
        Gateway gateway = new Gateway(settings(folder, 0));
        gateway.server.start();
        return gateway;
    }

    static FtpSettings settings(Path folder, int port) {
        return new FtpSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                folder.resolve("flash"),
                folder.resolve("ftp-state"),
                30,
                "",
                64 * 1024,
                16 * 1024,
                5);
    }

    static Gateway on(FtpSettings settings) {
        Gateway gateway = new Gateway(settings);
        gateway.server.add(OPS);
        gateway.server.start();
        return gateway;
    }

    void configureUser() {
        server.add(OPS);
    }

    void forgetUser() {
        server.remove(OPS);
    }

    int port() throws Exception {
        return address().getPort();
    }

    InetSocketAddress address() throws Exception {
        return address.get(30, TimeUnit.SECONDS);
    }

    boolean listens() {
        return address.isDone();
    }

    FTPClient connect() throws Exception {
        FTPClient client = new FTPClient();
        client.setDefaultTimeout(10_000);
        client.setDataTimeout(Duration.ofSeconds(10));
        client.connect(InetAddress.getLoopbackAddress(), port());
        client.setSoTimeout(10_000);
        client.enterLocalPassiveMode();
        return client;
    }

    FTPClient login() throws Exception {
        FTPClient client = connect();
        if (!client.login(USER, PASSWORD)) {
            throw new IOException(client.getReplyString());
        }
        client.setFileType(FTPClient.BINARY_FILE_TYPE);
        return client;
    }

    @Override
    public void close() {
        server.stop();
    }

    private final class Screen extends ByteArrayOutputStream {
        @Override
        public void flush() {
            if (size() > 0) {
                console.add(toString(StandardCharsets.UTF_8));
                reset();
            }
        }
    }
}
