// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal.service;

import java.util.Map;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.store.file.internal.SealedFileStore;

/** What a configuration wants of a store. */
public interface StorePlan {

    /** What cannot change while the store is open, by its key. Compared by equality. */
    Map<String, Object> fixed();

    /** How many versions of a profile are kept, the one in use included. */
    int keepVersions();

    /** Of several stores the one with the highest is used. */
    int ranking();

    /** Where the master key is, as {@code previousMasterKey} takes it. */
    String masterKeyPlace();

    /** Opens the store. */
    SealedFileStore open() throws CredentialStoreException;

    /**
     * Sees to it that an open store has the master key that the plan wants.
     *
     * @throws CredentialStoreException if it could not be done; the master key that was in force still is
     */
    void changeMasterKey(SealedFileStore store) throws CredentialStoreException;
}
