// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals all files of a folder under another master key, as one change: a crash at any instant leaves all of them under
 * the old key or, once they were accepted, all under the new one, and the next start finishes.
 */
final class MasterKeyChange {

    private static final Logger LOG = LoggerFactory.getLogger(MasterKeyChange.class);

    private final StoreFolder folder;
    private final MasterKey from;
    private final MasterKey to;

    MasterKeyChange(StoreFolder folder, MasterKey from, MasterKey to) {
        this.folder = folder;
        this.from = from;
        this.to = to;
    }

    /** Whether any file is still sealed under the old key. */
    boolean isDue() throws IOException {
        for (Path file : folder.sealedFiles()) {
            if (isUnderOldKey(file)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Makes the change; durable when it returns.
     *
     * @return whether the new key is in force; else nothing has changed, and why is in the log
     * @throws IOException if the new key is in force, and the change could not be finished
     */
    boolean make() throws IOException {
        SuccessorFiles successors = folder.successors();
        int count = 0;
        try {
            for (Path file : folder.sealedFiles()) {
                if (isUnderOldKey(file)) {
                    byte[] content = SealedEnvelope.parse(folder.read(file)).open(from);
                    try {
                        successors.prepare(file, SealedEnvelope.seal(to, content));
                    } finally {
                        Arrays.fill(content, (byte) 0);
                    }
                    count++;
                }
            }
            successors.accept();
        } catch (IOException | GeneralSecurityException e) {
            if (successors.areAccepted()) {
                throw new IOException("the change of the master key is neither done nor undone", e);
            }
            LOG.error(
                    "the master key of {} was not changed, the previous one is still in use: {}",
                    folder,
                    e.getMessage(),
                    e);
            successors.drop();
            return false;
        }
        successors.install();
        LOG.info(
                "{}: {} files are sealed under the new master key, the previous one is not needed any more",
                folder,
                count);
        return true;
    }

    private boolean isUnderOldKey(Path file) throws IOException {
        try {
            return SealedEnvelope.parse(folder.read(file)).isFor(from);
        } catch (DamagedFileException e) {
            // It stays as it is; loading it tells the operator.
            return false;
        }
    }
}
