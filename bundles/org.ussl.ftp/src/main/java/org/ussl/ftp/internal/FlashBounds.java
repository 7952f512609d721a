// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

/**
 * How much may be kept below {@code /flash}.
 *
 * @param maxFileBytes how large one file may get
 * @param maxBytes how large all files together may get
 * @param maxEntries how many files and folders there may be
 * @param minFreeBytes how much of the disk stays free
 */
record FlashBounds(long maxFileBytes, long maxBytes, int maxEntries, long minFreeBytes) {

    /**
     * Looks through a configuration.
     *
     * @throws IllegalArgumentException if a value is bad; the message starts with its key
     */
    static FlashBounds of(FtpConfig config) {
        long most = Long.MAX_VALUE / 2;
        return new FlashBounds(
                Limits.within("maxUploadBytes", config.maxUploadBytes(), 1, most),
                Limits.within("maxFlashBytes", config.maxFlashBytes(), 1, most),
                (int) Limits.within("maxFlashEntries", config.maxFlashEntries(), 1, 1_000_000),
                Limits.within("minFreeBytes", config.minFreeBytes(), 0, most));
    }
}
