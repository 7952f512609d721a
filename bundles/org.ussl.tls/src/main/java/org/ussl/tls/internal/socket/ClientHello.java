// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.socket;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The first message of a client (RFC 8446, section 4.1.2), read before an engine sees it: a server chooses its profile
 * by the name in it, and takes no place among the handshakes under way for a client that has not said anything. What is
 * not understood here is left to the engine to refuse.
 */
final class ClientHello {
    private static final int RECORD_HEADER = 5;
    private static final int MESSAGE_HEADER = 4;
    private static final int MAX_RECORD = 16384 + 2048;
    private static final int MAX_HELLO = 65536;
    private static final byte HANDSHAKE = 22;
    private static final byte CLIENT_HELLO = 1;
    private static final int SERVER_NAME = 0;

    private ClientHello() {}

    /**
     * How many bytes are known to be missing.
     *
     * @param bytes what has come so far, records as they are on the wire
     * @return 0 if the message is whole, or if this is none
     */
    static int missing(ByteBuffer bytes) {
        ByteBuffer records = bytes.duplicate();
        byte[] start = new byte[MESSAGE_HEADER];
        int have = 0;
        while (have < MESSAGE_HEADER || have < length(start)) {
            if (records.hasRemaining() && records.get(records.position()) != HANDSHAKE) {
                return 0;
            }
            if (records.remaining() < RECORD_HEADER) {
                return RECORD_HEADER - records.remaining();
            }
            int length = recordLength(records);
            if (length == 0 || length > MAX_RECORD) {
                return 0;
            }
            records.position(records.position() + RECORD_HEADER);
            if (records.remaining() < length) {
                return length - records.remaining();
            }
            for (int i = have; i < Math.min(MESSAGE_HEADER, have + length); i++) {
                start[i] = records.get(records.position() + i - have);
            }
            have += length;
            records.position(records.position() + length);
            if (have >= MESSAGE_HEADER && (start[0] != CLIENT_HELLO || length(start) > MAX_HELLO)) {
                return 0;
            }
        }
        return 0;
    }

    /** Whether the first record is there; also if what came is none, for the engine to say so. */
    static boolean isFirstRecordWhole(ByteBuffer bytes) {
        if (bytes.hasRemaining() && bytes.get(bytes.position()) != HANDSHAKE) {
            return true;
        }
        int length = bytes.remaining() < RECORD_HEADER ? 0 : recordLength(bytes.duplicate());
        return bytes.remaining() >= RECORD_HEADER
                && (length > MAX_RECORD || bytes.remaining() >= RECORD_HEADER + length);
    }

    private static int recordLength(ByteBuffer record) {
        return record.getShort(record.position() + 3) & 0xffff;
    }

    /** The length of a message with its header. */
    private static int length(byte[] header) {
        return MESSAGE_HEADER + ((header[1] & 0xff) << 16 | (header[2] & 0xff) << 8 | header[3] & 0xff);
    }

    /**
     * The name that the client asks for (RFC 6066, section 3).
     *
     * @param bytes what has come so far, records as they are on the wire
     * @return in lower case; {@code null} if it asks for none, or not in what has come
     */
    static @Nullable String requestedName(ByteBuffer bytes) {
        try {
            ByteBuffer message = message(bytes.duplicate());
            message.position(MESSAGE_HEADER + 2 + 32); // The version and the client's random bytes.
            skip(message, message.get() & 0xff);
            skip(message, message.getShort() & 0xffff);
            skip(message, message.get() & 0xff);
            int end = (message.getShort() & 0xffff) + message.position();
            while (message.position() < end) {
                int type = message.getShort() & 0xffff;
                int length = message.getShort() & 0xffff;
                if (type == SERVER_NAME) {
                    return hostName(message);
                }
                skip(message, length);
            }
            return null;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable String hostName(ByteBuffer message) {
        skip(message, 2); // The length of the list, of which the first name is the only one in use.
        if (message.get() != 0) {
            return null;
        }
        byte[] name = new byte[message.getShort() & 0xffff];
        message.get(name);
        return new String(name, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
    }

    /** The message without the records around it, as far as it has come. */
    private static ByteBuffer message(ByteBuffer records) {
        if (records.remaining() > RECORD_HEADER && records.remaining() == RECORD_HEADER + recordLength(records)) {
            return records.position(records.position() + RECORD_HEADER).slice(); // As nearly all clients send it.
        }
        ByteBuffer message = ByteBuffer.allocate(records.remaining());
        while (records.remaining() > RECORD_HEADER && records.get(records.position()) == HANDSHAKE) {
            int length = recordLength(records);
            records.position(records.position() + RECORD_HEADER);
            ByteBuffer body = records.slice();
            body.limit(Math.min(length, records.remaining()));
            records.position(records.position() + body.remaining());
            message.put(body);
        }
        return message.flip();
    }

    private static void skip(ByteBuffer message, int count) {
        message.position(message.position() + count);
    }
}
