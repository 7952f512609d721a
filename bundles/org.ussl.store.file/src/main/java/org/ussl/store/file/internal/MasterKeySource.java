// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.spi.CredentialStoreException;

/** Reads a master key from where it is, and makes the file of a first start. */
final class MasterKeySource {

    private static final Logger LOG = LoggerFactory.getLogger(MasterKeySource.class);

    private static final int TEXT_LIMIT = 1024;

    private final KeyLocation location;
    private final UnaryOperator<String> environment;
    private final Disk disk;

    /** Takes the environment as a function that gives {@code null} for a variable that is not set. */
    MasterKeySource(KeyLocation location, UnaryOperator<String> environment, Disk disk) {
        this.location = location;
        this.environment = environment;
        this.disk = disk;
    }

    /** How messages call it. */
    String name() {
        return location.setting();
    }

    /**
     * Reads the key.
     *
     * @return the key; absent if its file is not there
     * @throws CredentialStoreException if it is no key, or others may read it
     */
    Optional<MasterKey> read() throws IOException {
        return switch (location.kind()) {
            case ENVIRONMENT -> {
                String text = environment.apply(location.name());
                if (text == null) {
                    throw new CredentialStoreException(name() + " is not set; set it before the start", null);
                }
                yield Optional.of(parse(text.getBytes(StandardCharsets.UTF_8)));
            }
            case CREDENTIAL -> Optional.of(readCredential());
            case TOKEN -> token().read();
            case FILE -> {
                Path file = location.path();
                if (Files.notExists(file)) {
                    yield Optional.empty();
                }
                requireFile(file);
                if (Disk.isOpen(file, PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ)
                        || Disk.isOpen(file, PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE)) {
                    throw new CredentialStoreException(
                            name() + " can be read or written by other users; make sure that nobody has, then chmod"
                                    + " 600 " + file,
                            null);
                }
                yield Optional.of(parse(disk.read(file, TEXT_LIMIT)));
            }
        };
    }

    /**
     * What systemd puts there is on a file system of its own and open to this service alone; its mode may show a
     * group's right to read, which is the mask of an access control list.
     */
    private MasterKey readCredential() throws IOException {
        String folder = environment.apply("CREDENTIALS_DIRECTORY");
        if (folder == null || folder.isBlank()) {
            throw new CredentialStoreException(
                    name() + " needs a start by systemd with LoadCredential= or LoadCredentialEncrypted= in the unit"
                            + " (CREDENTIALS_DIRECTORY is not set)",
                    null);
        }
        Path file = Path.of(folder).resolve(location.name());
        if (Files.notExists(file)) {
            throw new CredentialStoreException(
                    name() + " is not among the credentials of the unit (" + file + " is missing)", null);
        }
        requireFile(file);
        if (Disk.isOpen(file, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE)) {
            throw new CredentialStoreException(name() + " can be read by everyone (" + file + ")", null);
        }
        return parse(disk.read(file, TEXT_LIMIT));
    }

    private TokenMasterKey token() {
        return new TokenMasterKey(name(), TokenKeyName.parse("masterKeyToken", location.name()), environment);
    }

    private void requireFile(Path file) throws CredentialStoreException {
        if (!Files.isRegularFile(file)) {
            throw new CredentialStoreException(name() + " is no file", null);
        }
    }

    /**
     * Makes a new key and its file. The file gets its name by a link, which fails where a rename would overwrite: two
     * first starts beside each other must not take each other's key away.
     */
    MasterKey make() throws IOException {
        if (location.kind() == KeyLocation.Kind.TOKEN) {
            return token().make();
        }
        if (location.kind() != KeyLocation.Kind.FILE) {
            throw new CredentialStoreException(name() + " holds no key", null);
        }
        Path file = location.path();
        Path folder = file.getParent();
        if (folder == null) {
            throw new CredentialStoreException(name() + " is no file in a folder", null);
        }
        byte[] bytes = new byte[MasterKey.BYTES];
        new SecureRandom().nextBytes(bytes);
        byte[] base64 = Base64.getEncoder().encode(bytes);
        byte[] text = Arrays.copyOf(base64, base64.length + 1);
        text[base64.length] = '\n';
        Path temporary = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            disk.create(temporary, text);
            disk.link(temporary, file);
            disk.delete(temporary);
            disk.sync(folder);
            LOG.info("made the master key {}: back it up, without it the credentials are lost", file);
            return new MasterKey(bytes);
        } catch (FileAlreadyExistsException e) {
            throw new CredentialStoreException(name() + " was just made by another process; start again", e);
        } finally {
            disk.delete(temporary);
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(base64, (byte) 0);
            Arrays.fill(text, (byte) 0);
        }
    }

    private MasterKey parse(byte[] text) throws CredentialStoreException {
        try {
            return MasterKey.parse(text);
        } catch (InvalidKeyException e) {
            throw new CredentialStoreException(name() + " " + e.getMessage(), null);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }
}
