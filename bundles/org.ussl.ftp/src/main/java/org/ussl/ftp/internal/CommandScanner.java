// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import org.apache.mina.core.buffer.IoBuffer;

/**
 * Looks for ABOR in the bytes of a control connection as they arrive, because FtpServer sees a command only when the
 * one before it is done: an ABOR in mid-upload would come too late.
 *
 * <p>On the way it takes out Telnet's own commands, which classic clients send ahead of ABOR (RFC 959, 4.1.3), and
 * completes an ABOR whose line feed was sent as urgent data and got lost with it (Python's ftplib does that).
 */
final class CommandScanner {

    private static final String ABOR = "ABOR";
    private static final int MISMATCH = -1;
    private static final int IAC = 0xff;
    private static final int FIRST_COMMAND = 0xf0;
    private static final int FIRST_OPTION_COMMAND = 0xfb;

    private int telnetBytes;
    private int matched;
    private boolean dropLineFeed;

    /** What came of some bytes: those to pass on, and how many ABORs were among them. */
    record Scanned(IoBuffer bytes, int aborts) {}

    Scanned scan(IoBuffer in) {
        IoBuffer out = IoBuffer.allocate(in.remaining() + 8).setAutoExpand(true);
        int aborts = 0;
        while (in.hasRemaining()) {
            int b = in.getUnsigned();
            if (telnetBytes == 1 || telnetBytes == 2 && b >= FIRST_COMMAND) {
                telnetBytes = telnetBytes == 2 && b >= FIRST_OPTION_COMMAND && b != IAC ? 1 : 0;
                continue;
            }
            // Data Mark is sent as urgent data and lost as such; what follows its IAC is text.
            telnetBytes = 0;
            // No byte of UTF-8 is 0xff.
            if (b == IAC) {
                telnetBytes = 2;
                continue;
            }
            if (dropLineFeed) {
                dropLineFeed = false;
                if (b == '\n') {
                    continue;
                }
            }
            out.put((byte) b);
            if (matched == ABOR.length() && (b == '\r' || b == '\n')) {
                aborts++;
                if (b == '\r') {
                    out.put((byte) '\n');
                    dropLineFeed = true;
                }
                matched = 0;
            } else if (b == '\n') {
                matched = 0;
            } else if (matched >= 0 && !(matched == 0 && b == ' ')) {
                boolean next = matched < ABOR.length() && (b & ~0x20) == ABOR.charAt(matched);
                matched = next ? matched + 1 : MISMATCH;
            }
        }
        return new Scanned(out.flip(), aborts);
    }
}
