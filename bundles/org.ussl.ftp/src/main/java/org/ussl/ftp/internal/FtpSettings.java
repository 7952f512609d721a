// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that has been looked through.
 *
 * @param address where to listen; port 0 lets the system choose
 * @param implicitTls where to listen for clients that begin with TLS; {@code null} for nowhere
 * @param tls who has to encrypt
 * @param allowClearText whether clients from elsewhere need not
 * @param requireTlsReuse whether an encrypted data connection must resume the control connection's session
 * @param flashFolder the folder behind {@code /flash}, absolute
 * @param stateFolder the folder for the first-start password, absolute, not below flashFolder
 * @param passivePorts FtpServer's notation of ports for passive data connections; empty for any
 * @param passiveAddress the address that PASV tells; {@code null} for the one that the client has connected to
 * @param limits what bounds a client
 */
record FtpSettings(
        InetSocketAddress address,
        @Nullable InetSocketAddress implicitTls,
        TlsPolicy tls,
        boolean allowClearText,
        boolean requireTlsReuse,
        Path flashFolder,
        Path stateFolder,
        String passivePorts,
        @Nullable InetAddress passiveAddress,
        Limits limits) {

    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.%a-z]*\\]?");
    private static final Pattern PORTS = Pattern.compile("\\d{1,5}(-\\d{1,5})?(,\\d{1,5}(-\\d{1,5})?)*");

    /**
     * Looks through a configuration.
     *
     * @throws IllegalArgumentException if a value is bad; the message starts with its key
     */
    static FtpSettings of(FtpConfig config) {
        return of(config, config.flashFolder());
    }

    /** The same with a folder for the visible files that is not configured. */
    static FtpSettings of(FtpConfig config, String flashFolder) {
        InetAddress address = address("address", config.address());
        TlsPolicy tls = policy(config.tls());
        if (tls == TlsPolicy.OFF && !address.isLoopbackAddress() && !config.allowClearText()) {
            throw new IllegalArgumentException("address: " + config.address()
                    + " is not a loopback address, and with tls=off all is sent in clear text: passwords and private"
                    + " keys could be read on the way; use tls=preferred, or say allowClearText=true if the network is"
                    + " trusted");
        }
        Path flash = folder("flashFolder", flashFolder);
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
                new InetSocketAddress(address, (int) Limits.within("port", config.port(), 0, 65535)),
                implicitTls(address, config, tls),
                tls,
                config.allowClearText(),
                config.requireTlsReuse(),
                flash,
                state,
                ports,
                config.passiveAddress().isBlank() ? null : address("passiveAddress", config.passiveAddress()),
                Limits.of(config));
    }

    /** The same with another timeout. */
    FtpSettings withIdleTimeout(int seconds) {
        return new FtpSettings(
                address,
                implicitTls,
                tls,
                allowClearText,
                requireTlsReuse,
                flashFolder,
                stateFolder,
                passivePorts,
                passiveAddress,
                limits.withIdleTimeout(seconds));
    }

    /** Whether nobody could come in without TLS, or not everybody who may come. */
    boolean needsCertificate() {
        return tls == TlsPolicy.REQUIRED
                || implicitTls != null
                || tls == TlsPolicy.PREFERRED && !address.getAddress().isLoopbackAddress();
    }

    private static @Nullable InetSocketAddress implicitTls(InetAddress address, FtpConfig config, TlsPolicy tls) {
        int port = (int) Limits.within("implicitTlsPort", config.implicitTlsPort(), -1, 65535);
        if (port < 0) {
            return null;
        }
        if (tls == TlsPolicy.OFF) {
            throw new IllegalArgumentException("implicitTlsPort: needs tls=preferred or tls=required");
        }
        return new InetSocketAddress(address, port);
    }

    private static TlsPolicy policy(String text) {
        for (TlsPolicy policy : TlsPolicy.values()) {
            if (policy.name().equalsIgnoreCase(text.trim())) {
                return policy;
            }
        }
        throw new IllegalArgumentException("tls: must be required, preferred or off, not \"" + text + "\"");
    }

    private static InetAddress address(String key, String text) {
        String trimmed = text.trim();
        // A name is not looked up: it could block, and point elsewhere tomorrow.
        if (!trimmed.equals("localhost") && !LITERAL.matcher(trimmed).matches()) {
            throw new IllegalArgumentException(key + ": \"" + text + "\" is neither an IP address nor localhost");
        }
        try {
            return InetAddress.getByName(trimmed);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(key + ": \"" + text + "\" is not an IP address", e);
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
}
