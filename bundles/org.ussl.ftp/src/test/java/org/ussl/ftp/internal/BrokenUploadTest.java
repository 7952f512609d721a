// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads that do not come whole, byte by byte on raw sockets. */
class BrokenUploadTest {

    private static final byte[] HALF = "good, but only the first half".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    private Gateway gateway;
    private Socket control;

    @BeforeEach
    void start() throws Exception {
        gateway = Gateway.withUser(folder);
        login();
    }

    private void login() throws Exception {
        control = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
        control.setSoTimeout(30_000);
        assertThat(line()).startsWith("220 ");
        assertThat(ask("USER " + Gateway.USER)).startsWith("331 ");
        assertThat(ask("PASS " + Gateway.PASSWORD)).startsWith("230 ");
        assertThat(ask("TYPE I")).startsWith("200 ");
    }

    @AfterEach
    void stop() throws IOException {
        control.close();
        gateway.close();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        InputStream in = control.getInputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("Closed after \"" + line + "\"");
            }
            line.append((char) b);
        }
        return line.toString().strip();
    }

    private void send(String text) throws IOException {
        control.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        control.getOutputStream().flush();
    }

    private String ask(String command) throws IOException {
        send(command + "\r\n");
        return line();
    }

    private Socket passive() throws IOException {
        String reply = ask("EPSV");
        int port = Integer.parseInt(reply.replaceAll(".*\\(\\|\\|\\|(\\d+)\\|\\).*", "$1"));
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private Socket halfAnUpload() throws IOException {
        Socket data = passive();
        assertThat(ask("STOR /flash/cert/private.key")).startsWith("150 ");
        data.getOutputStream().write(HALF);
        return data;
    }

    private void assertThatNothingChangedAndTheNextUploadCounts() throws IOException {
        assertThat(gateway.recording.offers).isEmpty();
        try (Socket data = halfAnUpload()) {
            data.shutdownOutput();
            assertThat(line()).startsWith("226 default: committed");
        }
        assertThat(gateway.recording.offers).hasSize(1);
    }

    @Test
    void offersNothingWhenTheDataConnectionIsReset() throws IOException {
        Socket data = halfAnUpload();
        data.setSoLinger(true, 0);
        data.close();
        assertThat(line()).startsWith("426 ").contains("nothing has changed");
        assertThatNothingChangedAndTheNextUploadCounts();
    }

    @Test
    void offersNothingAfterAborAlthoughTheDataEndsInOrder() throws IOException {
        try (Socket data = halfAnUpload()) {
            send("ABOR\r\n");
        }
        assertThat(line()).startsWith("426 ");
        assertThat(line()).startsWith("226 ABOR");
        assertThatNothingChangedAndTheNextUploadCounts();
    }

    @Test
    void closesTheDataConnectionOnAbor() throws IOException {
        try (Socket data = halfAnUpload()) {
            send("ABOR\r\n");
            assertThat(line()).startsWith("426 ");
            assertThat(line()).startsWith("226 ABOR");
            data.setSoTimeout(30_000);
            assertThat(endOf(data)).isTrue();
        }
        assertThatNothingChangedAndTheNextUploadCounts();
    }

    private static boolean endOf(Socket data) {
        try {
            return data.getInputStream().read() < 0;
        } catch (IOException e) {
            // A reset is an end as well.
            return true;
        }
    }

    @Test
    void understandsAborWithTelnetSignalsAndUrgentData() throws IOException {
        try (Socket data = halfAnUpload()) {
            send("\u00ff\u00f4\u00ff");
            control.sendUrgentData(0xf2);
            send("abor\r");
            // What Python's ftplib does: the line feed goes as urgent data and is lost.
            control.sendUrgentData('\n');
            assertThat(line()).startsWith("426 ");
            assertThat(line()).startsWith("226 ABOR");
            assertThat(data.isConnected()).isTrue();
        }
        assertThatNothingChangedAndTheNextUploadCounts();
    }

    @Test
    void endsTheWaitForADataConnectionOnAbor() throws IOException {
        assertThat(ask("EPSV")).startsWith("229 ");
        assertThat(ask("STOR /flash/cert/ca.pem")).startsWith("150 ");
        send("ABOR\r\n");
        assertThat(line()).startsWith("426 ");
        assertThat(line()).startsWith("226 ABOR");
        assertThatNothingChangedAndTheNextUploadCounts();
    }

    @Test
    void offersNothingWhenTheClientDies() throws Exception {
        Socket data = halfAnUpload();
        // The order in which a kernel closes a dead client's sockets: the older first.
        control.close();
        data.close();
        login();
        assertThatNothingChangedAndTheNextUploadCounts();
    }

    private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

    /** Two certificates, of which the client sends one, and is killed: what came looks like a whole file. */
    @Test
    void offersNothingWhenAClientIsKilledBetweenTwoCertificates() throws Exception {
        Operator.assumeInstalled("python3");
        BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();
        gateway.services.audit.bind((event, outcome, origin, details) -> {
            if (event.equals("upload")) {
                outcomes.add(outcome + " " + details.get("message"));
            }
        });
        Process client = new ProcessBuilder("python3", "-c", """
                import ftplib, sys
                ftp = ftplib.FTP()
                ftp.connect("127.0.0.1", int(sys.argv[1]))
                ftp.login("ops", "open sesame")
                data = ftp.transfercmd("STOR /flash/cert/ca.pem")
                data.sendall(sys.argv[2].encode())
                print("sent", flush=True)
                sys.stdin.read()
                """, Integer.toString(gateway.port()), CERTIFICATE)
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said = client.inputReader()) {
            assertThat(said.readLine()).isEqualTo("sent");
        } finally {
            client.destroyForcibly();
        }
        assertThat(outcomes.poll(30, TimeUnit.SECONDS)).startsWith("refused 426 ca.pem: the upload broke off");
        assertThatNothingChangedAndTheNextUploadCounts();
    }

    private String upload(String path, String content) throws IOException {
        try (Socket data = passive()) {
            assertThat(ask("STOR " + path)).startsWith("150 ");
            data.getOutputStream().write(content.getBytes(StandardCharsets.US_ASCII));
            data.shutdownOutput();
            return line();
        }
    }

    @Test
    void offersNothingThatIsShorterThanAnnounced() throws IOException {
        assertThat(ask("ALLO " + 2 * CERTIFICATE.length())).startsWith("200 ");
        assertThat(upload("/flash/cert/ca.pem", CERTIFICATE))
                .startsWith("426 ")
                .contains(CERTIFICATE.length() + " of the " + 2 * CERTIFICATE.length() + " bytes")
                .endsWith("nothing has changed");
        assertThat(gateway.recording.offers).isEmpty();
        // One announcement is for one upload, whatever became of it.
        assertThat(upload("/flash/cert/ca.pem", CERTIFICATE)).startsWith("226 ");
        assertThat(ask("ALLO 100000 R 80")).startsWith("200 ");
        assertThat(ask("STOR /flash/cert/no.such")).startsWith("553 ");
        assertThat(upload("/flash/cert/ca.pem", CERTIFICATE)).startsWith("226 ");
        assertThat(ask("ALLO " + CERTIFICATE.length())).startsWith("200 ");
        assertThat(upload("/flash/cert/ca.pem", CERTIFICATE)).startsWith("226 ");
        assertThat(ask("ALLO 100000")).startsWith("200 ");
        assertThat(upload("/flash/cert/.in.ca.pem", CERTIFICATE)).startsWith("426 ");
        assertThat(ask("RNFR /flash/cert/.in.ca.pem")).startsWith("550 ");
        assertThat(gateway.recording.offers).hasSize(3);
        for (String size : new String[] {"ALLO", "ALLO x", "ALLO -1", "ALLO 99999999999999999999"}) {
            assertThat(ask(size)).startsWith("501 ");
        }
    }

    @Test
    void takesInAsciiModeWhatHasGrownOnTheWay() throws IOException {
        assertThat(ask("TYPE A")).startsWith("200 ");
        assertThat(ask("ALLO " + CERTIFICATE.length())).startsWith("200 ");
        assertThat(upload("/flash/cert/ca.pem", CERTIFICATE.replace("\n", "\r\n")))
                .startsWith("226 ");
    }

    @Test
    void offersNothingThatEndsWithinALineBehindItsLastBlock() throws IOException {
        assertThat(upload("/flash/cert/ca.pem", CERTIFICATE + "-----BEG"))
                .startsWith("550 ")
                .contains("cut off")
                .endsWith("nothing has changed");
        assertThat(gateway.recording.offers).isEmpty();
        assertThat(upload("/flash/cert/ca.pem", CERTIFICATE + CERTIFICATE)).startsWith("226 ");
    }

    /** Half a file under a temporary name is nothing, as long as nobody renames it. */
    @Test
    void offersNothingWhenTheClientDiesBeforeItRenames() throws Exception {
        assertThat(upload("/flash/cert/ca.pem.filepart", CERTIFICATE)).startsWith("226 ");
        control.close();
        login();
        assertThat(ask("RNFR /flash/cert/ca.pem.filepart")).startsWith("550 ");
        assertThatNothingChangedAndTheNextUploadCounts();
    }

    @Test
    void offersNothingWhenTheServerStopsInMidUpload() throws IOException {
        Socket data = halfAnUpload();
        gateway.close();
        data.close();
        assertThat(gateway.recording.offers).isEmpty();
    }

    @Test
    void answers425WithoutADataConnection() throws IOException {
        assertThat(ask("STOR /flash/cert/ca.pem")).startsWith("150 ");
        assertThat(line()).startsWith("425 ");
        assertThatNothingChangedAndTheNextUploadCounts();
    }

    @Test
    void takesAnUploadOverAnActiveConnection() throws Exception {
        try (var listener = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = listener.getLocalPort();
            assertThat(ask("PORT 127,0,0,1," + port / 256 + "," + port % 256)).startsWith("200 ");
            assertThat(ask("STOR /flash/cert/ca.pem")).startsWith("150 ");
            try (Socket data = listener.accept()) {
                data.getOutputStream().write(HALF);
            }
            assertThat(line()).startsWith("226 ");
        }
        assertThat(ask("PORT 8,8,8,8,1,1")).startsWith("501 ");
    }

    @Test
    void saysGoodbyeToALineThatIsTooLongOrNoText() throws IOException {
        send("PASS " + "x".repeat(5000) + "\r\n");
        assertThat(line()).startsWith("500 ").doesNotContain("x");
    }
}
