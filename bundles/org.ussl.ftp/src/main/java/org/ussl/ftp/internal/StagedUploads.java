// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one client has uploaded under temporary names and not yet renamed. It is kept in memory alone and goes with the
 * session. Used by the session's thread, and by the one that ends it.
 */
final class StagedUploads {

    /** Clients rename one file before they send the next; a few more do no harm. */
    private static final int MOST = 4;

    private final Map<String, byte[]> contents = new HashMap<>();
    private boolean closed;

    /** Keeps a copy; says whether there was room for it. */
    synchronized boolean add(String path, byte[] content) {
        if (closed || contents.size() >= MOST && !contents.containsKey(path)) {
            return false;
        }
        clear(contents.put(path, content.clone()));
        return true;
    }

    synchronized boolean contains(String path) {
        return contents.containsKey(path);
    }

    /** A copy, which the caller clears; {@code null} if there is none. */
    synchronized byte @Nullable [] copy(String path) {
        byte[] content = contents.get(path);
        return content == null ? null : content.clone();
    }

    /** Says whether it was there. */
    synchronized boolean remove(String path) {
        byte[] content = contents.remove(path);
        clear(content);
        return content != null;
    }

    synchronized void close() {
        closed = true;
        contents.values().forEach(StagedUploads::clear);
        contents.clear();
    }

    private static void clear(byte @Nullable [] content) {
        if (content != null) {
            Arrays.fill(content, (byte) 0);
        }
    }
}
