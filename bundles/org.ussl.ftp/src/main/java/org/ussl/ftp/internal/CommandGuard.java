// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.jspecify.annotations.Nullable;

/** Refuses arguments that FtpServer would take, and should not. */
final class CommandGuard {

    // h1,h2,h3,h4,p1,p2 and |family|address|port|
    private static final Pattern PORT = Pattern.compile("(?:\\d{1,3},){4}(\\d{1,3}),\\d{1,3}");
    private static final Pattern EXTENDED_PORT = Pattern.compile("(.)[12]\\1[^|]*\\1(\\d{1,5})\\1");

    private static final int FIRST_USER_PORT = 1024;
    private static final int MOST_WILDCARDS = 2;

    private CommandGuard() {}

    /** The refusal; {@code null} if FtpServer may go on. */
    static @Nullable Reply check(FtpRequest request) {
        String argument = request.getArgument();
        if (argument == null) {
            return null;
        }
        return switch (request.getCommand()) {
            case "PORT" -> {
                Matcher matcher = PORT.matcher(argument.trim());
                yield matcher.matches() && Integer.parseInt(matcher.group(1)) * 256 < FIRST_USER_PORT
                        ? lowPort()
                        : null;
            }
            case "EPRT" -> {
                Matcher matcher = EXTENDED_PORT.matcher(argument.trim());
                yield matcher.matches() && Integer.parseInt(matcher.group(2)) < FIRST_USER_PORT ? lowPort() : null;
            }
            // FtpServer's matcher goes back for each star that it has passed: the time grows with their power.
            case "LIST", "NLST", "MLSD", "STAT" ->
                argument.chars().filter(c -> c == '*' || c == '[').count() > MOST_WILDCARDS
                        ? Reply.of(501, "At most two wildcards")
                        : null;
            default -> null;
        };
    }

    /** Services of the system live there; a client's data connections do not (RFC 2577, 3). */
    private static Reply lowPort() {
        return Reply.of(501, "Data connections to ports below 1024 are not made");
    }
}
