// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sessions made from a grammar, whose seeds are what real clients send: nothing hangs, no thread and no descriptor
 * stays, and no byte of a key that was delivered ever comes back. A second by itself, half a minute in the build, as
 * long as wanted by {@code -Dussl.fuzz.seconds=600}; from a seed by {@code -Dussl.fuzz.seed}.
 */
class FtpFuzzTest {

    private static final int CLIENTS = 4;
    private static final int HANG_MILLIS = 60_000;
    private static final String MARK = "MC4CAQAwBQYDK2VwBCIEIHvkW8Wn";
    private static final String KEY = "good -----BEGIN PRIVATE KEY-----\n" + MARK + "\n-----END PRIVATE KEY-----\n";

    private static final List<String> HIDDEN = List.of(
            "/flash/cert/private.key",
            "/flash/cert/line-3/private.key",
            "/flash/cert/.in.private.key.",
            "/flash/cert/private.key.filepart",
            "//flash/./CERT/x/../private.key");

    private static final List<String> PATHS = List.of(
            "/flash/cert/private.key",
            "/flash/cert/private.key.filepart",
            "/flash/cert/line-3/ca.pem",
            "/flash/cert",
            "/flash/cert/line-3",
            "/flash/cert/../cert/./private.key",
            "/flash",
            "/",
            "/flash/log",
            "/flash/lib/app.bin",
            "cert/private.key",
            "..",
            "",
            "/flash/\u00c3\u00a9",
            "/flash/*",
            "-la /flash/cert",
            "-R /");

    /** Verbs that name a path, and those that do not; what real clients send, and what they should not. */
    private static final List<String> WITH_PATH = List.of(
            "SIZE",
            "MDTM",
            "MLST",
            "STAT",
            "CWD",
            "XCWD",
            "DELE",
            "RMD",
            "XRMD",
            "MKD",
            "XMKD",
            "RNFR",
            "RNTO",
            "HASH",
            "MD5",
            "XCRC",
            "XSHA1",
            "AVBL",
            "MFMT 20260101000000",
            "SITE CHMOD 644",
            "SITE STATUS",
            "SITE DROP");

    private static final List<String> ALONE = List.of(
            "FEAT",
            "SYST",
            "PWD",
            "XPWD",
            "CDUP",
            "NOOP",
            "TYPE I",
            "TYPE A",
            "TYPE E",
            "TYPE L 8",
            "MODE S",
            "MODE Z",
            "STRU F",
            "STRU R",
            "OPTS UTF8 ON",
            "OPTS MLST type;size;",
            "CLNT NcFTP 3.2.6",
            "HELP",
            "SITE HELP",
            "SITE WHO",
            "STAT",
            "ABOR",
            "REST 5",
            "REST 0",
            "REST -1",
            "REST 99999999999999999999",
            "ALLO 100",
            "ACCT x",
            "AUTH TLS",
            "PBSZ 0",
            "PROT P",
            "CCC",
            "LANG en",
            "EPSV ALL",
            "PASV",
            "EPSV",
            "EPSV 2",
            "PORT 1,2,3",
            "PORT 192,0,2,7,200,1",
            "EPRT |1|192.0.2.7|50000|",
            "EPRT |9||1|",
            "USER ops",
            "PASS",
            "REIN",
            "SMNT /");

    private static final List<String> TRANSFERS = List.of("RETR", "LIST", "NLST", "MLSD", "STOR", "APPE", "STOU");

    @TempDir
    Path folder;

    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

    @Test
    void neitherHangsNorLeaksNorTellsAKey() throws Exception {
        long seed = Long.getLong("ussl.fuzz.seed", System.nanoTime());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("ussl.fuzz.seconds", 1));
        Set<Thread> threads = threads();
        long descriptors = 0;
        int sessions = 0;
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS, task -> new Thread(task, "client"));
        Gateway gateway = Gateway.withUser(
                folder,
                Map.of(
                        "dataConnectSeconds",
                        1,
                        "idleTimeoutSeconds",
                        10,
                        "maxSessions",
                        100,
                        "maxSessionsPerAddress",
                        100,
                        "maxLogins",
                        100));
        try {
            gateway.login().disconnect();
            descriptors = descriptors();
            List<Future<Integer>> runs = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Random random = new Random(seed + i);
                runs.add(clients.submit(() -> run(gateway.port(), random, end)));
            }
            for (Future<Integer> run : runs) {
                sessions += run.get();
            }
            // It still does what it is there for.
            try (Wire wire = Wire.login(gateway)) {
                assertThat(wire.upload("/flash/cert/private.key", KEY)).startsWith("226 ");
                assertThat(wire.list("LIST /flash/cert")).isEmpty();
            }
            awaitNoMoreThan(descriptors + 20);
        } catch (Exception | AssertionError e) {
            throw new AssertionError("with -Dussl.fuzz.seed=" + seed, e);
        } finally {
            clients.shutdownNow();
            gateway.close();
        }
        assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        for (Thread thread : threads()) {
            if (!threads.contains(thread)) {
                // Who has done its work may still need a moment to end.
                thread.join(HANG_MILLIS);
                assertThat(thread.isAlive())
                        .as("%s with the seed %s", thread, seed)
                        .isFalse();
            }
        }
        assertThat(heard.toString(StandardCharsets.ISO_8859_1))
                .as("all that %s sessions with the seed %s have heard", sessions, seed)
                .doesNotContain(MARK);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(MARK);
            }
        }
        assertThat(sessions).isPositive();
    }

    private int run(int port, Random random, long end) throws IOException {
        int sessions = 0;
        do {
            session(port, random);
            sessions++;
        } while (System.nanoTime() < end);
        return sessions;
    }

    /** One session, all of it sent at once; the server's end is the end. */
    private void session(int port, Random random) throws IOException {
        try (ServerSocket data = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ServerSocket secret = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Socket control = new Socket(InetAddress.getLoopbackAddress(), port)) {
            control.setSoTimeout(HANG_MILLIS);
            List<Thread> peers = List.of(
                    peer(data, "public", new Random(random.nextLong())),
                    peer(secret, KEY, new Random(random.nextLong())));
            StringBuilder lines = new StringBuilder("USER " + Gateway.USER + "\r\nPASS " + Gateway.PASSWORD + "\r\n");
            int count = random.nextInt(20);
            for (int i = 0; i < count; i++) {
                lines.append(mutated(line(random, data.getLocalPort()), random)).append("\r\n");
            }
            try {
                send(control, lines.toString());
                if (random.nextBoolean()) {
                    deliver(control, secret, random);
                }
                send(control, "QUIT\r\n");
                listen(control);
            } catch (SocketTimeoutException e) {
                throw new AssertionError("The server hangs after " + lines, e);
            } catch (IOException ended) {
                // Some of these lines end a session.
            }
            data.close();
            secret.close();
            peers.forEach(FtpFuzzTest::join);
        }
    }

    /** The key goes out last and from a port of its own, so that no other transfer can get it. */
    private static void deliver(Socket control, ServerSocket data, Random random) throws IOException {
        String path = one(HIDDEN, random);
        send(control, "TYPE I\r\nREST 0\r\n" + port(data.getLocalPort()) + "\r\nSTOR " + path + "\r\n");
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            send(control, one(WITH_PATH, random) + " " + one(random.nextBoolean() ? HIDDEN : PATHS, random) + "\r\n");
        }
    }

    private static String line(Random random, int dataPort) {
        return switch (random.nextInt(4)) {
            case 0 -> one(ALONE, random);
            case 1 -> port(dataPort) + "\r\n" + one(TRANSFERS, random) + " " + one(PATHS, random);
            default -> one(WITH_PATH, random) + " " + one(PATHS, random);
        };
    }

    private static String port(int port) {
        return "PORT 127,0,0,1," + port / 256 + "," + port % 256;
    }

    /** Now and then a line that no grammar has; never a line break, which would only be two lines. */
    private static String mutated(String line, Random random) {
        if (random.nextInt(8) != 0 || line.startsWith("PORT")) {
            return line;
        }
        StringBuilder text = new StringBuilder(line);
        int at = random.nextInt(text.length() + 1);
        switch (random.nextInt(5)) {
            case 0 -> text.insert(at, (char) random.nextInt(256));
            case 1 -> text.insert(at, text);
            case 2 -> text.setLength(at);
            case 3 -> text.insert(at, "../".repeat(random.nextInt(20)));
            default -> text.reverse();
        }
        return text.toString().replace('\r', ' ').replace('\n', ' ');
    }

    private static <T> T one(List<T> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }

    private static void send(Socket control, String text) throws IOException {
        control.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        control.getOutputStream().flush();
    }

    private void listen(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[4096];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            synchronized (heard) {
                heard.write(buffer, 0, count);
            }
        }
    }

    private Thread peer(ServerSocket listener, String content, Random random) {
        Thread peer = new Thread(() -> serve(listener, content, random), "client-data");
        peer.start();
        return peer;
    }

    /** The client's end of active data connections: it sends, takes, hangs up or vanishes. */
    private void serve(ServerSocket listener, String content, Random random) {
        while (!listener.isClosed()) {
            try (Socket data = listener.accept()) {
                data.setSoTimeout(HANG_MILLIS);
                switch (random.nextInt(4)) {
                    case 0 -> listen(data);
                    case 1 -> data.setSoLinger(true, 0);
                    default -> {
                        data.getOutputStream().write(content.getBytes(StandardCharsets.US_ASCII));
                        data.shutdownOutput();
                        listen(data);
                    }
                }
            } catch (IOException ended) {
                // The listener, or this one connection.
            }
        }
    }

    private static void join(Thread peer) {
        boolean interrupted = false;
        while (peer.isAlive()) {
            try {
                peer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("ussl")
                        || thread.getName().contains("Nio")
                        || thread.getName().contains("client"))
                .collect(Collectors.toSet());
    }

    private static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getOpenFileDescriptorCount()
                : 0;
    }

    private static void awaitNoMoreThan(long most) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (descriptors() > most && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(descriptors()).isLessThanOrEqualTo(most);
    }
}
