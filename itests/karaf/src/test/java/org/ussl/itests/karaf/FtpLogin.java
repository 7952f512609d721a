// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.karaf;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.ussl.testing.pki.Identity;

/** What a first start has shown to the operator, and uploads with it. */
record FtpLogin(int port, String user, String password) {
    private static final int PATIENCE_MILLIS = 60_000;

    /** Reads it from the console and the log, when uploads are taken. */
    static FtpLogin of(Karaf karaf) throws Exception {
        karaf.awaitOurs();
        String user = karaf.shows("Log in as \"(\\w+)\"");
        String password = karaf.shows("\\b([a-z2-9]{4}(?:-[a-z2-9]{4}){6})\\b");
        return new FtpLogin(port(karaf), user, password);
    }

    /** The port of the drop box that listens. */
    static int port(Karaf karaf) throws Exception {
        String listens = "FTP drop box listens on 127.0.0.1:";
        Patience.await(
                "drop box",
                () -> karaf.log().lastIndexOf(listens)
                        > Math.max(-1, karaf.log().lastIndexOf(" has stopped")));
        String log = karaf.log();
        String rest = log.substring(log.lastIndexOf(listens) + listens.length());
        return Integer.parseInt(rest.substring(0, rest.indexOf('\n')).replaceFirst("\\D.*", ""));
    }

    FtpLogin at(int other) {
        return new FtpLogin(other, user, password);
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
