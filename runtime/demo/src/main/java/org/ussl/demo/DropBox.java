// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.net.ProtocolCommandEvent;
import org.apache.commons.net.ProtocolCommandListener;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPReply;
import org.jspecify.annotations.Nullable;

/** An operator's FTP client, which keeps all that the server ever sent. */
final class DropBox implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final List<String> NAMES = List.of("ca.pem", "cert.pem", "private.key");

    private final Client client = new Client();
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

    /**
     * The answer to an upload.
     *
     * @param code FTP's
     * @param text the last line, after the code
     * @param asked when the upload began, by {@link System#nanoTime()}
     * @param answered when the answer came
     */
    record Answer(int code, String text, long asked, long answered) {
        boolean taken() {
            return FTPReply.isPositiveCompletion(code);
        }

        @Override
        public String toString() {
            return code + " " + text;
        }
    }

    DropBox(String host, int port, String user, String password) throws IOException {
        client.setConnectTimeout(TIMEOUT_MILLIS);
        client.setDefaultTimeout(TIMEOUT_MILLIS);
        client.setDataTimeout(Duration.ofMillis(TIMEOUT_MILLIS));
        client.addProtocolCommandListener(new ProtocolCommandListener() {
            @Override
            public void protocolCommandSent(ProtocolCommandEvent event) {
                // What we say is no leak.
            }

            @Override
            public void protocolReplyReceived(ProtocolCommandEvent event) {
                hear(event.getMessage().getBytes(StandardCharsets.UTF_8));
            }
        });
        client.connect(host, port);
        if (!client.login(user, password)) {
            throw new IOException("login refused: " + client.getReplyString().trim());
        }
        client.enterLocalPassiveMode();
        client.setFileType(FTP.BINARY_FILE_TYPE);
    }

    /** Uploads a file below {@code /flash/cert/}. */
    Answer upload(String name, byte[] content) throws IOException {
        long asked = System.nanoTime();
        client.storeFile("/flash/cert/" + name, new ByteArrayInputStream(content));
        long answered = System.nanoTime();
        // Warnings come on lines of their own before the last one.
        String[] lines = client.getReplyStrings();
        String text = lines[lines.length - 1];
        return new Answer(client.getReplyCode(), text.length() > 4 ? text.substring(4) : "", asked, answered);
    }

    /** Everything that came from the server: replies, listings, files. */
    byte[] heard() {
        synchronized (heard) {
            return heard.toByteArray();
        }
    }

    /**
     * Tries every way to see something of the hidden files.
     *
     * @return what could be seen; empty if nothing
     */
    List<String> pry() throws IOException {
        List<String> seen = new ArrayList<>();
        for (String name : NAMES) {
            for (String path : List.of(
                    "/flash/cert/" + name,
                    "/flash/cert/default/" + name,
                    "//flash//cert/./" + name,
                    "/flash/x/../cert/" + name,
                    "/FLASH/Cert/" + name.toUpperCase(Locale.ROOT))) {
                for (String command : List.of("SIZE", "MDTM", "MLST", "RNFR", "MD5", "STAT", "SITE STAT")) {
                    probe(command, path, seen);
                }
                transfer("RETR", path, seen);
            }
        }
        for (String folder : List.of("/flash/cert", "/flash/cert/", "/flash/cert/default", "/flash/./cert/*")) {
            for (String command : List.of("LIST", "NLST", "MLSD")) {
                transfer(command, folder, seen);
            }
            probe("STAT", folder, seen);
        }
        return seen;
    }

    /** A command without data connection: a positive answer about a hidden file tells something of it. */
    private void probe(String command, String path, List<String> seen) throws IOException {
        client.sendCommand(command, path);
        String reply = client.getReplyString();
        boolean positive = FTPReply.isPositiveCompletion(client.getReplyCode())
                || FTPReply.isPositiveIntermediate(client.getReplyCode());
        if (positive && (!command.endsWith("STAT") || mentionsFile(reply.replace(path, "")))) {
            seen.add(command + " " + path + " -> " + reply.trim());
        }
    }

    /** A command with data connection. */
    private void transfer(String command, String path, List<String> seen) throws IOException {
        Socket data = client.open(command, path);
        if (data == null) {
            return;
        }
        byte[] content;
        try (data;
                InputStream input = data.getInputStream()) {
            content = input.readAllBytes();
        }
        client.getReply();
        hear(content);
        boolean told = command.equals("RETR")
                ? content.length > 0 || FTPReply.isPositiveCompletion(client.getReplyCode())
                : mentionsFile(new String(content, StandardCharsets.UTF_8));
        if (told) {
            seen.add(command + " " + path + " -> " + content.length + " bytes");
        }
    }

    private static boolean mentionsFile(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return NAMES.stream().anyMatch(lower::contains);
    }

    private void hear(byte[] bytes) {
        synchronized (heard) {
            heard.writeBytes(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        client.disconnect();
    }

    /** Makes the data connection of any command reachable. */
    private static final class Client extends FTPClient {
        @Nullable
        Socket open(String command, String path) throws IOException {
            return _openDataConnection_(command, path);
        }
    }
}
