// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import org.apache.mina.core.buffer.IoBuffer;

/**
 * Looks for two commands in the bytes of a control connection as they arrive, because FtpServer sees a command only
 * when the one before it is done. An ABOR in mid-upload would come too late; and what comes in clear text behind an
 * AUTH would be taken for what came through TLS (CVE-2011-0411).
 *
 * <p>On the way it takes out Telnet's own commands, which classic clients send ahead of ABOR (RFC 959, 4.1.3), and
 * completes an ABOR whose line feed was sent as urgent data and got lost with it (Python's ftplib does that).
 */
final class CommandScanner {

    private static final int IAC = 0xff;
    private static final int FIRST_COMMAND = 0xf0;
    private static final int FIRST_OPTION_COMMAND = 0xfb;

    private final Verb abor = new Verb("ABOR");
    private final Verb auth = new Verb("AUTH");
    private int telnetBytes;
    private boolean dropLineFeed;
    private boolean authLine;

    /**
     * What came of some bytes.
     *
     * @param bytes those to pass on
     * @param aborts how many ABORs were among them
     * @param auth whether an AUTH was
     * @param behindAuth whether there was more behind it
     */
    record Scanned(IoBuffer bytes, int aborts, boolean auth, boolean behindAuth) {}

    Scanned scan(IoBuffer in) {
        IoBuffer out = IoBuffer.allocate(in.remaining() + 8).setAutoExpand(true);
        int aborts = 0;
        int authEnd = -1;
        while (in.hasRemaining()) {
            int b = in.getUnsigned();
            if (isTelnet(b)) {
                continue;
            }
            if (dropLineFeed) {
                dropLineFeed = false;
                if (b == '\n') {
                    continue;
                }
            }
            out.put((byte) b);
            boolean lineEnds = b == '\n';
            if (abor.isWhole() && (b == '\r' || lineEnds)) {
                aborts++;
                if (b == '\r') {
                    out.put((byte) '\n');
                    dropLineFeed = true;
                    lineEnds = true;
                }
            }
            authLine |= auth.isWhole() && b <= ' ';
            if (!lineEnds) {
                abor.next(b);
                auth.next(b);
                continue;
            }
            if (authLine && authEnd < 0) {
                authEnd = out.position();
            }
            authLine = false;
            abor.restart();
            auth.restart();
        }
        return new Scanned(out.flip(), aborts, authEnd >= 0, authEnd >= 0 && authEnd < out.limit());
    }

    private boolean isTelnet(int b) {
        if (telnetBytes == 1 || telnetBytes == 2 && b >= FIRST_COMMAND) {
            telnetBytes = telnetBytes == 2 && b >= FIRST_OPTION_COMMAND && b != IAC ? 1 : 0;
            return true;
        }
        // Data Mark is sent as urgent data and lost as such; what follows its IAC is text. No byte of UTF-8 is 0xff.
        telnetBytes = b == IAC ? 2 : 0;
        return b == IAC;
    }

    /** How much of a verb a line has begun with. */
    private static final class Verb {

        private static final int MISMATCH = -1;

        private final String name;
        private int matched;

        Verb(String name) {
            this.name = name;
        }

        boolean isWhole() {
            return matched == name.length();
        }

        void next(int b) {
            if (matched == 0 && b == ' ') {
                return;
            }
            boolean fits = matched >= 0 && matched < name.length() && (b & ~0x20) == name.charAt(matched);
            matched = fits ? matched + 1 : MISMATCH;
        }

        void restart() {
            matched = 0;
        }
    }
}
