// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.apache.ftpserver.ftplet.DataConnection;
import org.apache.ftpserver.ftplet.DataType;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.FtpSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One upload to a hidden path, from the 150 to the reply that tells what became of it. The bytes stay in memory, and in
 * buffers that are cleared, as far as they are ours: FtpServer's own transfer buffers are left to the garbage
 * collector.
 */
final class CredentialUpload {

    private static final Logger LOG = LoggerFactory.getLogger(CredentialUpload.class);

    /** How long the news of the client's end may take after the end of its data, if nothing gets lost. */
    private static final Duration MOMENT = Duration.ofMillis(200);

    /** The same with time for a lost packet to be sent again, because TCP does that after 200 ms at the earliest. */
    private static final Duration MOMENT_OF_A_NETWORK = Duration.ofSeconds(1);

    /** What comes in excess is read and dropped, so that the client hears why (as in {@link PatientStream}). */
    private static final int PATIENCE = 16;

    private final FtpSession session;
    private final String path;
    private final String name;
    private final boolean toBeRenamed;
    private final ClearedBuffer buffer;

    private CredentialUpload(FtpSession session, String path, boolean toBeRenamed, Limits limits) {
        this.session = session;
        this.path = path;
        this.toBeRenamed = toBeRenamed;
        name = path.substring(path.lastIndexOf('/') + 1);
        int most = limits.maxCredentialBytes();
        // Somebody's firmware, say, under a credential's name: as patient as with any other file of theirs.
        long patience = Math.max((long) most * PATIENCE, limits.flash().maxFileBytes());
        buffer = new ClearedBuffer(most, patience, limits.pace());
    }

    /** One that counts when it has come. */
    static CredentialUpload underItsName(FtpSession session, String path, Limits limits) {
        return new CredentialUpload(session, path, false, limits);
    }

    /** One that counts when the client gives it its name, which no client does that has died or given up. */
    static CredentialUpload toBeRenamed(FtpSession session, String path, Limits limits) {
        return new CredentialUpload(session, path, true, limits);
    }

    /**
     * Receives the file and passes it on, if it has come whole.
     *
     * @param taker gets the bytes, which are cleared afterwards
     * @return the last reply
     */
    Reply run(Function<byte[], Reply> taker) throws FtpException {
        SessionTransfer transfer = Conversation.of(session).transfer();
        transfer.uploadBegins();
        try {
            // Whatever came before uploadBegins() has broken nothing off.
            if (transfer.isBrokenOff()) {
                return brokenOff();
            }
            session.write(Reply.of(150, "Send " + path));
            DataConnection data;
            try {
                data = session.getDataConnection().openConnection();
            } catch (Exception e) {
                LOG.debug("No data connection", e);
                return transfer.isBrokenOff() ? brokenOff() : noData(e);
            }
            try {
                data.transferFromClient(asImage(session), buffer);
            } catch (IOException e) {
                LOG.debug("The data connection broke", e);
                return buffer.isTooLarge() ? tooLarge() : brokenOff();
            }
            byte[] content = buffer.content();
            try {
                boolean ascii = session.getDataType() == DataType.ASCII;
                Completeness completeness = Completeness.of(name, content, transfer.expected(), !ascii);
                if (transfer.isBrokenOffWithin(patience(completeness))) {
                    return brokenOff();
                }
                if (buffer.isTooLarge()) {
                    return tooLarge();
                }
                return switch (completeness) {
                    case SHORT -> tooShort(content.length, transfer.expected());
                    case TORN -> torn();
                    default -> ascii && isBinary(content) ? brokenByAscii() : taker.apply(content);
                };
            } finally {
                Arrays.fill(content, (byte) 0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return brokenOff();
        } finally {
            transfer.uploadEnds();
            buffer.clear();
            session.getDataConnection().closeDataConnection();
            transfer.dataConnectionIsClosed();
        }
    }

    /** Nothing keeps two connections in step, and where nothing else tells, time has to. */
    private Duration patience(Completeness completeness) throws FtpException {
        if (toBeRenamed || completeness != Completeness.POSSIBLE) {
            return Duration.ZERO;
        }
        // The end of an encrypted upload is close_notify, which nobody sends who was killed.
        boolean near = session.getDataConnection().isSecure()
                || session.getClientAddress().getAddress().isLoopbackAddress();
        return near ? MOMENT : MOMENT_OF_A_NETWORK;
    }

    private Reply noData(Exception failure) {
        return Reply.of(
                425,
                failure instanceof SSLException
                        ? name + ": TLS failed on the data connection: " + failure.getMessage()
                        : "No data connection; ask for one with PASV, EPSV, PORT or EPRT first");
    }

    private Reply brokenOff() {
        return Reply.of(426, name + ": the upload broke off; nothing has changed");
    }

    private Reply tooShort(int came, long expected) {
        return Reply.of(
                426,
                name + ": the upload broke off after " + came + " of the " + expected
                        + " bytes that ALLO has announced; nothing has changed");
    }

    private Reply torn() {
        return Reply.of(
                550,
                name + ": it ends in the middle of a line behind its last block, so it has been cut off; if that line"
                        + " is meant, end it with a line feed; nothing has changed");
    }

    private Reply tooLarge() {
        return Reply.of(
                552, name + ": larger than " + buffer.most + " bytes, which is no credential; nothing has changed");
    }

    /** For good, although the bytes may have come through: another DER file would not, and nobody could tell why. */
    private Reply brokenByAscii() {
        return Reply.of(
                550,
                name
                        + ": this is DER, and ASCII mode changes its bytes; use binary mode (TYPE I); nothing has"
                        + " changed");
    }

    /** Whether there are control characters that no text has; every DER file has some. */
    private static boolean isBinary(byte[] content) {
        for (byte b : content) {
            if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f') {
                return true;
            }
        }
        return false;
    }

    /**
     * The session as it would be after TYPE I. In TYPE A, FtpServer would change line ends; PEM is taken as it comes.
     */
    private static FtpSession asImage(FtpSession session) {
        if (session.getDataType() == DataType.BINARY) {
            return session;
        }
        return (FtpSession) Proxy.newProxyInstance(
                FtpSession.class.getClassLoader(), new Class<?>[] {FtpSession.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getDataType")) {
                        return DataType.BINARY;
                    }
                    try {
                        return method.invoke(session, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    /**
     * Takes up to so many bytes and clears every array that it gives up. It says that it is buffered, or FtpServer
     * would put a buffer of its own before it, which nobody clears and which holds back what comes slowly.
     */
    private static final class ClearedBuffer extends BufferedOutputStream {

        private final int most;
        private final long patience;
        private byte[] bytes = new byte[4096];
        private int length;
        private final Pace pace;
        private long received;

        ClearedBuffer(int most, long patience, Pace pace) {
            super(OutputStream.nullOutputStream(), 1);
            this.most = most;
            this.patience = patience;
            this.pace = pace;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int count) throws IOException {
            received += count;
            if (!pace.moved(count)) {
                throw new IOException("The upload is slower than minUploadBytesPerSecond allows");
            }
            if (received > patience) {
                throw new IOException("Far too much");
            }
            if (isTooLarge()) {
                return;
            }
            if (length + count > bytes.length) {
                byte[] larger = Arrays.copyOf(bytes, Math.min(most, Math.max(2 * bytes.length, length + count)));
                Arrays.fill(bytes, (byte) 0);
                bytes = larger;
            }
            System.arraycopy(source, offset, bytes, length, count);
            length += count;
        }

        @Override
        public void flush() {
            // It is here already.
        }

        boolean isTooLarge() {
            return received > most;
        }

        byte[] content() {
            return Arrays.copyOf(bytes, length);
        }

        void clear() {
            Arrays.fill(bytes, (byte) 0);
            length = 0;
        }
    }
}
