// SPDX-License-Identifier: Apache-2.0
package bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The client of bench/ftp.sh: drives the drop box and a plain server, and prints what it found. */
final class FtpBench {

    private static final int SESSIONS = 500;
    private static final int UPLOADING = 50;
    private static final int PROFILES = 100;
    private static final int ROUNDS = 200;
    private static final long SECONDS = 15;

    private FtpBench() {}

    /** Ports and process numbers of the drop box and the plain server, and the folder with the credentials. */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        String pid = arguments[1];
        int plainPort = Integer.parseInt(arguments[2]);
        Path folder = Path.of(arguments[3]);
        latency(port, plainPort, folder);
        long before = resident(pid);
        List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            sessions.add(new Session(port));
        }
        System.out.printf(
                "resident: %d KB before, %d KB with %d sessions%n", before, resident(pid), sessions.size());
        throughput(sessions, folder);
        System.out.printf("resident: %d KB afterwards%n", resident(pid));
        for (Session session : sessions) {
            session.close();
        }
    }

    private static void latency(int port, int plainPort, Path folder) throws IOException {
        long[] ours = new long[ROUNDS];
        long[] plain = new long[ROUNDS];
        long[] disk = new long[ROUNDS];
        try (Session box = new Session(port);
                Session other = new Session(plainPort)) {
            // The first rounds warm both up.
            for (int i = -ROUNDS; i < ROUNDS; i++) {
                String pair = Math.floorMod(i, 2) == 0 ? "a" : "b";
                byte[] key = Files.readAllBytes(folder.resolve("0" + pair + ".key"));
                byte[] certificate = Files.readAllBytes(folder.resolve("0" + pair + ".pem"));
                // Or the server waits for news of the client's end, and the rounds take minutes.
                box.ask("ALLO " + certificate.length, "200");
                box.upload("/flash/cert/latency/cert.pem", certificate);
                String reply = box.upload("/flash/cert/latency/private.key", key);
                if (!reply.contains("committed")) {
                    throw new IOException(reply);
                }
                other.upload("private.key", key);
                if (i >= 0) {
                    ours[i] = box.nanos;
                    plain[i] = other.nanos;
                    disk[i] = sync(folder.resolve("probe"));
                }
            }
        }
        System.out.printf(
                "last byte of private.key to 226: %.2f ms committed, %.2f ms plain STOR, ratio %.2f; one fsync %.2f ms"
                        + " (medians of %d)%n",
                median(ours), median(plain), median(ours) / median(plain), median(disk), ROUNDS);
    }

    private static long sync(Path file) throws IOException {
        long start = System.nanoTime();
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(ByteBuffer.allocate(4096));
            channel.force(true);
        }
        return System.nanoTime() - start;
    }

    private static void throughput(List<Session> sessions, Path folder) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(UPLOADING);
        long start = System.nanoTime();
        long end = start + SECONDS * 1_000_000_000L;
        List<Future<int[]>> runs = new ArrayList<>();
        for (int i = 0; i < UPLOADING; i++) {
            int own = i;
            Callable<int[]> run = () -> upload(sessions.get(own), folder, own, end);
            runs.add(clients.submit(run));
        }
        int uploads = 0;
        int failed = 0;
        for (Future<int[]> run : runs) {
            uploads += run.get()[0];
            failed += run.get()[1];
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        clients.shutdown();
        System.out.printf(
                "%d uploads to %d profiles by %d of %d clients in %.1f s: %.0f a second, half of them commits; %d failed%n",
                uploads, PROFILES, UPLOADING, sessions.size(), seconds, uploads / seconds, failed);
    }

    /** A pair of files after the other, to two profiles in turn. */
    private static int[] upload(Session session, Path folder, int client, long end) throws IOException {
        int uploads = 0;
        int failed = 0;
        for (int round = 0; System.nanoTime() < end; round++) {
            int profile = client + UPLOADING * (round % 2);
            String pair = profile + (round / 2 % 2 == 0 ? "a" : "b");
            String path = "/flash/cert/p" + profile + "/";
            session.upload(path + "cert.pem", Files.readAllBytes(folder.resolve(pair + ".pem")));
            String reply = session.upload(path + "private.key", Files.readAllBytes(folder.resolve(pair + ".key")));
            uploads += 2;
            failed += reply.contains("committed") ? 0 : 1;
        }
        return new int[] {uploads, failed};
    }

    private static double median(long[] nanos) {
        Arrays.sort(nanos);
        return nanos[nanos.length / 2] / 1e6;
    }

    private static long resident(String pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", pid, "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return 0;
    }

    private static final class Session implements AutoCloseable {

        private final Socket control;
        private long nanos;

        Session(int port) throws IOException {
            control = new Socket(InetAddress.getLoopbackAddress(), port);
            control.setTcpNoDelay(true);
            control.setSoTimeout(60_000);
            expect("220");
            ask("USER ops", "331");
            ask("PASS open sesame", "230");
            ask("TYPE I", "200");
        }

        String upload(String path, byte[] content) throws IOException {
            int port = Integer.parseInt(ask("EPSV", "229").replaceAll(".*\\|(\\d+)\\|.*", "$1"));
            try (Socket data = new Socket(InetAddress.getLoopbackAddress(), port)) {
                ask("STOR " + path, "150");
                data.getOutputStream().write(content);
                data.shutdownOutput();
                long start = System.nanoTime();
                String reply = expect("226");
                nanos = System.nanoTime() - start;
                return reply;
            }
        }

        private String ask(String command, String code) throws IOException {
            control.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return expect(code);
        }

        private String expect(String code) throws IOException {
            String line = line();
            StringBuilder reply = new StringBuilder(line);
            while (line.length() < 4 || line.charAt(3) != ' ' || !line.substring(0, 3).matches("\\d+")) {
                line = line();
                reply.append('\n').append(line);
            }
            if (!line.startsWith(code)) {
                throw new IOException(reply.toString());
            }
            return reply.toString();
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            InputStream in = control.getInputStream();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new IOException("closed after " + line);
                }
                line.append((char) b);
            }
            return line.toString().strip();
        }

        @Override
        public void close() throws IOException {
            control.close();
        }
    }
}
