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
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.commons.net.ftp.FTPClient;
import org.jspecify.annotations.Nullable;

/** A drop box on a port of the system's choice, with a user {@code ops}. Who guessed too often waits for ever. */
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
    /** Where it has begun to listen, one for each time. */
    final BlockingQueue<InetSocketAddress> openings = new LinkedBlockingQueue<>();

    private final CompletableFuture<InetSocketAddress> address = new CompletableFuture<>();
    private final CompletableFuture<InetSocketAddress> implicit = new CompletableFuture<>();

    private Gateway(FtpSettings settings) {
        flash = settings.flashFolder();
        services.intake.bind(recording);
        PrintStream screen = new PrintStream(new Screen(), false, StandardCharsets.UTF_8);
        server = new DropBoxServer(
                settings,
                new FirstStartPassword(settings.stateFolder(), screen),
                new FirstStartCertificate(services, screen),
                services,
                new LoginBrake(() -> Instant.EPOCH),
                new DropBoxServer.Observer() {
                    @Override
                    public void listening(InetSocketAddress where, @Nullable InetSocketAddress implicitTls) {
                        implicit.complete(implicitTls == null ? where : implicitTls);
                        address.complete(where);
                        openings.add(where);
                    }

                    @Override
                    public void stopped() {
                        // The tests know.
                    }
                });
    }

    static Gateway withUser(Path folder) {
        return withUser(folder, Map.of());
    }

    /** With some keys of the configuration set. */
    static Gateway withUser(Path folder, Map<String, Object> keys) {
        return on(settings(folder, keys));
    }

    static Gateway withoutUser(Path folder) {
        Gateway gateway = new Gateway(settings(folder, Map.of()));
        gateway.server.start();
        return gateway;
    }

    static Gateway on(FtpSettings settings) {
        Gateway gateway = new Gateway(settings);
        gateway.server.add(OPS);
        gateway.server.start();
        return gateway;
    }

    /** A gateway that is made, but not started. */
    static Gateway idle(FtpSettings settings) {
        return new Gateway(settings);
    }

    static FtpSettings settings(Path folder, Map<String, Object> keys) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "port",
                0,
                "flashFolder",
                folder.resolve("flash").toString(),
                "idleTimeoutSeconds",
                30,
                "maxUploadBytes",
                64L * 1024,
                "maxCredentialBytes",
                16 * 1024,
                "maxSessions",
                5));
        all.putAll(keys);
        return FtpSettings.of(FtpSettingsTest.config(FtpConfig.class, all));
    }

    void configureUser() {
        server.add(OPS);
    }

    void forgetUser() {
        server.remove(OPS);
    }

    /** Waits until it has begun to listen once more; answers the port. */
    int nextPort() throws Exception {
        InetSocketAddress next = openings.poll(30, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("It does not listen");
        }
        return next.getPort();
    }

    int port() throws Exception {
        return address().getPort();
    }

    InetSocketAddress address() throws Exception {
        return address.get(30, TimeUnit.SECONDS);
    }

    /** The port for clients that begin with TLS. */
    int implicitPort() throws Exception {
        return implicit.get(30, TimeUnit.SECONDS).getPort();
    }

    boolean listens() {
        return address.isDone();
    }

    FTPClient connect() throws Exception {
        FTPClient client = new FTPClient();
        client.setDefaultTimeout(30_000);
        client.setDataTimeout(Duration.ofSeconds(30));
        client.connect(InetAddress.getLoopbackAddress(), port());
        client.setSoTimeout(30_000);
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
