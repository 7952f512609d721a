// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A configuration that has been looked through.
 *
 * @param address where to listen; port 0 lets the system choose
 * @param flashFolder the folder behind {@code /flash}, absolute
 * @param stateFolder the folder for the first-start password, absolute, not below flashFolder
 * @param idleTimeoutSeconds how long a session may be silent
 * @param passivePorts FtpServer's notation of ports for passive data connections; empty for any
 * @param maxUploadBytes how large a visible file may get
 * @param maxCredentialBytes how much of a hidden upload is buffered
 * @param maxSessions how many control connections may be open at once
 */
record FtpSettings(
        InetSocketAddress address,
        Path flashFolder,
        Path stateFolder,
        int idleTimeoutSeconds,
        String passivePorts,
        long maxUploadBytes,
        int maxCredentialBytes,
        int maxSessions) {

    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.%a-z]*\\]?");
    private static final Pattern PORTS = Pattern.compile("\\d{1,5}(-\\d{1,5})?(,\\d{1,5}(-\\d{1,5})?)*");

    /**
     * Looks through a configuration.
     *
     * @throws IllegalArgumentException if a value is bad; the message starts with its key
     */
    static FtpSettings of(FtpDropBox.Config config) {
        InetAddress address = address(config.address());
        if (!address.isLoopbackAddress() && !config.allowClearText()) {
            throw new IllegalArgumentException("address: " + config.address()
                    + " is not a loopback address, and this FTP server speaks clear text only: passwords and private"
                    + " keys would cross the network for anyone to read. Use 127.0.0.1, or accept that with"
                    + " allowClearText=true");
        }
        Path flash = folder("flashFolder", config.flashFolder());
        Path state = config.stateFolder().isBlank()
                ? flash.resolveSibling("ftp-state")
                : folder("stateFolder", config.stateFolder());
        if (flash.getParent() == null) {
            throw new IllegalArgumentException("flashFolder: must not be the root of a file system");
        }
        if (state.startsWith(flash) || flash.startsWith(state)) {
            throw new IllegalArgumentException("stateFolder: must be neither in flashFolder nor around it");
        }
        String ports = config.passivePorts().replace(" ", "");
        if (!ports.isEmpty() && !isPortList(ports)) {
            throw new IllegalArgumentException(
                    "passivePorts: must be ports and ranges such as 30000-30009,30020, or empty");
        }
        return new FtpSettings(
                new InetSocketAddress(address, (int) within("port", config.port(), 0, 65535)),
                flash,
                state,
                (int) within("idleTimeoutSeconds", config.idleTimeoutSeconds(), 5, 86_400),
                ports,
                within("maxUploadBytes", config.maxUploadBytes(), 1, Long.MAX_VALUE / 2),
                (int) within("maxCredentialBytes", config.maxCredentialBytes(), 1024, 64 << 20),
                (int) within("maxSessions", config.maxSessions(), 1, 1000));
    }

    private static InetAddress address(String text) {
        String trimmed = text.trim();
        // A name is not looked up: it could block, and point elsewhere tomorrow.
        if (!trimmed.equals("localhost") && !LITERAL.matcher(trimmed).matches()) {
            throw new IllegalArgumentException("address: \"" + text + "\" is neither an IP address nor localhost");
        }
        try {
            return InetAddress.getByName(trimmed);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address: \"" + text + "\" is not an IP address", e);
        }
    }

    private static Path folder(String key, String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(key + ": must name a folder");
        }
        try {
            return Path.of(text.trim()).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }

    private static boolean isPortList(String ports) {
        if (!PORTS.matcher(ports).matches()) {
            return false;
        }
        for (String range : ports.split(",")) {
            String[] ends = range.split("-");
            int first = Integer.parseInt(ends[0]);
            int last = Integer.parseInt(ends[ends.length - 1]);
            if (first < 1 || first > last || last > 65535) {
                return false;
            }
        }
        return true;
    }

    private static long within(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + ": must be " + least + " to " + most + ", not " + value);
        }
        return value;
    }
}
