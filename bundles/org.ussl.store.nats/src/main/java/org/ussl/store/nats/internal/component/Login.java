// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.component;

import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a gateway logs in at the engine; secrets in files are read for each attempt, so that a new one counts at once.
 */
final class Login {

    private static final int MAX_BYTES = 64 * 1024;

    private final String user;
    private final char[] password;
    private final @Nullable Path passwordFile;
    private final @Nullable Path credentials;

    private Login(String user, char[] password, @Nullable Path passwordFile, @Nullable Path credentials) {
        this.user = user;
        this.password = password;
        this.passwordFile = passwordFile;
        this.credentials = credentials;
    }

    static Login parse(FleetConfig config) {
        boolean user = !config.user().isEmpty();
        boolean password = !config._password().isEmpty();
        boolean passwordFile = !config.passwordFile().isBlank();
        boolean credentials = !config.credentialsFile().isBlank();
        if (password && passwordFile) {
            throw new IllegalArgumentException("passwordFile: the password is configured already");
        }
        if (user != (password || passwordFile)) {
            throw new IllegalArgumentException("user: a user and a password, or a passwordFile, go together");
        }
        if (user && credentials) {
            throw new IllegalArgumentException("credentialsFile: a user is configured already");
        }
        return new Login(
                config.user(),
                config._password().toCharArray(),
                passwordFile ? FleetSettings.path("passwordFile", config.passwordFile()) : null,
                credentials ? FleetSettings.path("credentialsFile", config.credentialsFile()) : null);
    }

    /** Adds the log-in. */
    Options.Builder add(Options.Builder options) throws IOException {
        if (credentials != null) {
            byte[] content = secret("credentialsFile", credentials);
            try {
                String text = new String(content, StandardCharsets.ISO_8859_1);
                if (!text.contains("-BEGIN NATS USER JWT-") || !text.contains("-BEGIN USER NKEY SEED-")) {
                    throw new IOException("credentialsFile: " + credentials
                            + ": must have a user's JWT and NKey, as nsc writes them");
                }
                return options.authHandler(Nats.staticCredentials(content.clone()));
            } finally {
                Arrays.fill(content, (byte) 0);
            }
        }
        if (passwordFile != null) {
            char[] line = firstLine(secret("passwordFile", passwordFile));
            if (line.length == 0) {
                throw new IOException("passwordFile: " + passwordFile + ": must have the password on its first line");
            }
            return options.userInfo(user.toCharArray(), line);
        }
        return user.isEmpty() ? options : options.userInfo(user.toCharArray(), password.clone());
    }

    private static byte[] secret(String key, Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException(key + ": " + file + ": there is no such file, or it cannot be read");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(key + ": " + file + " is too long");
        }
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Set<PosixFilePermission> open = EnumSet.copyOf(Files.getPosixFilePermissions(file));
            open.removeAll(PosixFilePermissions.fromString("rwx------"));
            if (!open.isEmpty()) {
                throw new IOException(key + ": others may read or write " + file + "; chmod 600 it");
            }
        }
        return Files.readAllBytes(file);
    }

    private static char[] firstLine(byte[] content) {
        CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(content));
        Arrays.fill(content, (byte) 0);
        int end = 0;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        char[] line = new char[end];
        text.get(line);
        Arrays.fill(text.array(), '\0');
        return line;
    }

    /** Names the user; nothing of the secret. */
    @Override
    public String toString() {
        return credentials != null ? "Login[" + credentials + "]" : "Login[" + user + "]";
    }
}
