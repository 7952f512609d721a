// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

/**
 * What bounds a client.
 *
 * @param idleTimeoutSeconds how long a session or a transfer may be silent
 * @param dataConnectSeconds how long a data connection may take to come about
 * @param maxUploadBytes how large a visible file may get
 * @param maxCredentialBytes how much of a hidden upload is buffered
 * @param minUploadBytesPerSecond how slow a hidden upload may be on the average; 0 for any
 * @param maxSessions how many control connections may be open at once
 * @param maxSessionsPerAddress how many of them may come from one address
 */
record Limits(
        int idleTimeoutSeconds,
        int dataConnectSeconds,
        long maxUploadBytes,
        int maxCredentialBytes,
        int minUploadBytesPerSecond,
        int maxSessions,
        int maxSessionsPerAddress) {

    /**
     * Looks through a configuration.
     *
     * @throws IllegalArgumentException if a value is bad; the message starts with its key
     */
    static Limits of(FtpDropBox.Config config) {
        return new Limits(
                (int) within("idleTimeoutSeconds", config.idleTimeoutSeconds(), 5, 86_400),
                (int) within("dataConnectSeconds", config.dataConnectSeconds(), 1, 300),
                within("maxUploadBytes", config.maxUploadBytes(), 1, Long.MAX_VALUE / 2),
                (int) within("maxCredentialBytes", config.maxCredentialBytes(), 1024, 64 << 20),
                (int) within("minUploadBytesPerSecond", config.minUploadBytesPerSecond(), 0, 1_000_000),
                (int) within("maxSessions", config.maxSessions(), 1, 1000),
                (int) within("maxSessionsPerAddress", config.maxSessionsPerAddress(), 1, 1000));
    }

    static long within(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + ": must be " + least + " to " + most + ", not " + value);
        }
        return value;
    }
}
