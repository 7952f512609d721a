// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * The file whose first line readers of the page must know. It is read at each request, so that another token counts as
 * soon as it is there, and refused whenever others than its owner may have read it.
 */
final class TokenFile {

    /** Too long to be guessed over a network, if it is random. */
    private static final int FEWEST_BYTES = 16;

    private static final int MOST_BYTES = 1024;
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Path file;

    private TokenFile(Path file) {
        this.file = file;
    }

    /** Looks whether the file can be used. */
    static TokenFile open(String name) {
        try {
            TokenFile token = new TokenFile(Path.of(name));
            Arrays.fill(token.read(), (byte) 0);
            return token;
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("tokenFile: " + name + ": there is no such file", e);
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException("tokenFile: " + name + ": " + e.getMessage(), e);
        }
    }

    /**
     * Whether somebody knows the token. Takes as long for one that is nearly right as for any other.
     *
     * @throws IOException if the file cannot be used now
     */
    boolean is(String claimed) throws IOException {
        byte[] token = read();
        try {
            return MessageDigest.isEqual(token, claimed.getBytes(StandardCharsets.UTF_8));
        } finally {
            Arrays.fill(token, (byte) 0);
        }
    }

    private byte[] read() throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
                throw new IOException("others than its owner have access to it: chmod 600");
            }
        }
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(MOST_BYTES);
        }
        int end = 0;
        while (end < content.length && content[end] != '\n' && content[end] != '\r') {
            end++;
        }
        byte[] line = Arrays.copyOf(content, end);
        Arrays.fill(content, (byte) 0);
        if (line.length < FEWEST_BYTES) {
            throw new IOException(
                    "its first line has less than " + FEWEST_BYTES + " characters; such as: openssl rand -hex 32");
        }
        return line;
    }
}
