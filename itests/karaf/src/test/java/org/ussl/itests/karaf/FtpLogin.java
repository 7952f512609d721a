// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.ussl.testing.pki.Identity;

/** What a first start has shown to the operator, and uploads with it. */
record FtpLogin(int port, String user, String password) {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final Pattern SAID =
            Pattern.compile("FTP drop box listens on 127\\.0\\.0\\.1:(\\d+)\\R|FTP drop box .* has stopped\\R");

    /** Reads it from the console and the log, when uploads are taken. */
    static FtpLogin of(Karaf karaf) throws Exception {
        String user = karaf.shows("Log in as \"(\\w+)\"");
        String password = karaf.shows("\\b([a-z2-9]{4}(?:-[a-z2-9]{4}){6})\\b");
        return new FtpLogin(port(karaf), user, password).whenTaken();
    }

    /** Waits until nonsense is refused for what it is: before, there is no store, and the drop box says 450. */
    private FtpLogin whenTaken() throws Exception {
        Patience.untilAsserted(() -> assertThat(upload("/flash/cert/nobody/ca.pem", new byte[] {'?'}))
                .startsWith("55"));
        return this;
    }

    /** The port of the drop box that listens. */
    static int port(Karaf karaf) throws Exception {
        int[] port = new int[1];
        Patience.await("drop box", () -> {
            for (Matcher said = SAID.matcher(karaf.log()); said.find(); ) {
                port[0] = said.group(1) == null ? 0 : Integer.parseInt(said.group(1));
            }
            return port[0] != 0;
        });
        return port[0];
    }

    /** The same after a start: the drop box may have another port. */
    FtpLogin again(Karaf karaf) throws Exception {
        return new FtpLogin(port(karaf), user, password).whenTaken();
    }

    /** Gives the last line of the reply. */
    String upload(String path, byte[] content) throws IOException {
        FTPClient client = new FTPClient();
        client.setDefaultTimeout(PATIENCE_MILLIS);
        client.setDataTimeout(Duration.ofMillis(PATIENCE_MILLIS));
        client.connect("127.0.0.1", port);
        try {
            if (!client.login(user, password)) {
                throw new IOException(client.getReplyString());
            }
            client.enterLocalPassiveMode();
            client.setFileType(FTP.BINARY_FILE_TYPE);
            client.storeFile(path, new ByteArrayInputStream(content));
            String[] lines = client.getReplyStrings();
            return lines[lines.length - 1];
        } finally {
            client.disconnect();
        }
    }

    /** Uploads certificate and key, and gives the last reply. */
    String renew(Identity identity) throws IOException {
        upload("/flash/cert/cert.pem", identity.chainPem());
        return upload("/flash/cert/private.key", identity.keyPem());
    }
}
