// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.mqtt.MqttMessage;
import org.ussl.mqtt.MqttQos;

/**
 * A file for each message, named by its number; only the owner may read them.
 *
 * <p>Not Paho's MqttDefaultFilePersistence: that writes in place and never syncs the folder, so a power cut can leave
 * half a message, or none of one that was promised.
 */
final class FileJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(FileJournal.class);
    private static final int FORMAT = 1;
    private static final String SUFFIX = ".msg";

    private final Path folder;

    FileJournal(Path folder) throws IOException {
        this.folder = folder;
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] mine = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
        Files.createDirectories(folder, mine);
        if (posix) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Override
    public List<Outgoing> restore() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.sorted().toList();
        }
        List<Outgoing> messages = new ArrayList<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            if (!name.endsWith(SUFFIX)) {
                // What a kill left behind before the rename; its publish never returned.
                Files.deleteIfExists(file);
                continue;
            }
            try {
                long number = Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
                messages.add(new Outgoing(number, read(file)));
            } catch (IOException | IllegalArgumentException e) {
                LOG.warn("{} is not a message of this journal and is left alone: {}", file, e.getMessage());
            }
        }
        return messages;
    }

    private static MqttMessage read(Path file) throws IOException {
        CRC32 checksum = new CRC32();
        try (DataInputStream in = new DataInputStream(new CheckedInputStream(Files.newInputStream(file), checksum))) {
            if (in.readByte() != FORMAT) {
                throw new IOException("unknown format");
            }
            MqttQos qos = MqttQos.values()[in.readByte()];
            boolean retained = in.readBoolean();
            String topic = in.readUTF();
            int length = in.readInt();
            if (length < 0 || length > Files.size(file)) {
                throw new IOException("cut off");
            }
            byte[] payload = in.readNBytes(length);
            long computed = checksum.getValue();
            if (in.readLong() != computed) {
                throw new IOException("damaged");
            }
            return new MqttMessage(topic, payload, qos, retained);
        } catch (IndexOutOfBoundsException e) {
            throw new IOException("damaged", e);
        }
    }

    @Override
    public void keep(Outgoing outgoing) throws IOException {
        if (!keeps(outgoing)) {
            return;
        }
        MqttMessage message = outgoing.message();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(FORMAT);
        out.writeByte(message.qos().ordinal());
        out.writeBoolean(message.retained());
        out.writeUTF(message.topic());
        out.writeInt(message.payload().length);
        out.write(message.payload());
        CRC32 checksum = new CRC32();
        checksum.update(bytes.toByteArray());
        out.writeLong(checksum.getValue());

        Path file = file(outgoing);
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer content = ByteBuffer.wrap(bytes.toByteArray());
            while (content.hasRemaining()) {
                channel.write(content);
            }
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel entry = FileChannel.open(folder, StandardOpenOption.READ)) {
            entry.force(true);
        }
    }

    @Override
    public void discard(Outgoing outgoing) {
        if (!keeps(outgoing)) {
            return;
        }
        try {
            Files.delete(file(outgoing));
        } catch (NoSuchFileException e) {
            LOG.debug("{} was removed by someone else", file(outgoing));
        } catch (IOException e) {
            LOG.warn("{} was delivered but cannot be removed, and is sent again after a restart", file(outgoing), e);
        }
    }

    @Override
    public boolean keeps(Outgoing outgoing) {
        return outgoing.isAcknowledged();
    }

    private Path file(Outgoing outgoing) {
        return folder.resolve(String.format("%019d%s", outgoing.number(), SUFFIX));
    }
}
