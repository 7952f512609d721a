// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.time.Duration;

/**
 * What bounds a client.
 *
 * @param idleTimeoutSeconds how long a session or a transfer may be silent
 * @param dataConnectSeconds how long a data connection may take to come about
 * @param flash how much may be kept below {@code /flash}
 * @param maxCredentialBytes how much of a hidden upload is buffered
 * @param minUploadBytesPerSecond how slow an upload may be on the average; 0 for any
 * @param slowUploadSeconds for how long it may be slower
 * @param maxSessions how many control connections may be open at once
 * @param maxSessionsPerAddress how many of them may come from one address
 * @param maxLogins how many sessions may be logged in at once
 * @param loginSeconds how long a connection may take to log in
 * @param drainSeconds how long sessions may go on after a change of the configuration
 */
record Limits(
        int idleTimeoutSeconds,
        int dataConnectSeconds,
        FlashBounds flash,
        int maxCredentialBytes,
        int minUploadBytesPerSecond,
        int slowUploadSeconds,
        int maxSessions,
        int maxSessionsPerAddress,
        int maxLogins,
        int loginSeconds,
        int drainSeconds) {

    private static final int LEAST_IDLE_SECONDS = 5;
    private static final int MOST_IDLE_SECONDS = 86_400;

    /**
     * Looks through a configuration.
     *
     * @throws IllegalArgumentException if a value is bad; the message starts with its key
     */
    static Limits of(FtpConfig config) {
        long maxLogins = within("maxLogins", config.maxLogins(), 0, 1000);
        return new Limits(
                (int) within("idleTimeoutSeconds", config.idleTimeoutSeconds(), LEAST_IDLE_SECONDS, MOST_IDLE_SECONDS),
                (int) within("dataConnectSeconds", config.dataConnectSeconds(), 1, 300),
                FlashBounds.of(config),
                (int) within("maxCredentialBytes", config.maxCredentialBytes(), 1024, 64 << 20),
                (int) within("minUploadBytesPerSecond", config.minUploadBytesPerSecond(), 0, 1_000_000),
                (int) within("slowUploadSeconds", config.slowUploadSeconds(), 1, 3600),
                (int) within("maxSessions", config.maxSessions(), 1, 1000),
                (int) within("maxSessionsPerAddress", config.maxSessionsPerAddress(), 1, 1000),
                (int) (maxLogins == 0 ? config.maxSessions() : maxLogins),
                (int) within("loginSeconds", config.loginSeconds(), 1, 600),
                (int) within("drainSeconds", config.drainSeconds(), 0, 86_400));
    }

    /** The same with another timeout. */
    Limits withIdleTimeout(int seconds) {
        return new Limits(
                (int) within("timeout", seconds, LEAST_IDLE_SECONDS, MOST_IDLE_SECONDS),
                dataConnectSeconds,
                flash,
                maxCredentialBytes,
                minUploadBytesPerSecond,
                slowUploadSeconds,
                maxSessions,
                maxSessionsPerAddress,
                maxLogins,
                loginSeconds,
                drainSeconds);
    }

    /** Watches over an upload that begins now. */
    Pace pace() {
        return new Pace(minUploadBytesPerSecond, Duration.ofSeconds(slowUploadSeconds), System::nanoTime);
    }

    static long within(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + ": must be " + least + " to " + most + ", not " + value);
        }
        return value;
    }
}
