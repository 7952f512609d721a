// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential.spi;

import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;
import org.ussl.credential.Origin;

/**
 * The way of profiles from one store to another, keys and history included. A {@link CredentialStore} that can do it
 * offers this service beside, with the same properties; {@code ussl:migrate} uses it.
 *
 * <p>What travels is sealed under the store's master key, as its files are. Nobody learns a key by asking: what comes
 * out is worth nothing without the master key, which no method gives, and what goes in must have been sealed with it.
 * Two stores that are to exchange profiles have the same master key; an operator's configuration says so, and that is
 * the permission.
 */
@ConsumerType
public interface ProfileTransfer {

    /**
     * The profiles that have something in use or waiting.
     *
     * @return their names; a copy
     */
    Set<String> profiles();

    /**
     * Seals a profile for the other store: versions, their keys, and what waits. It stays in this one. May block while
     * the disk is read.
     *
     * @param profile the profile's name
     * @param withKeys whether keys go along; without them, trust anchors and revocation lists of the version in use are
     *     all that goes
     * @return the profile, sealed
     * @throws CredentialStoreException if there is no such profile, it cannot be read, or keys are asked for that
     *     cannot leave; the message says which
     */
    byte[] seal(String profile, boolean withKeys) throws CredentialStoreException;

    /**
     * Takes a profile over: its history as far as this store takes the keys in it, what waits, and the version that was
     * in use there, which becomes a new revision here. Blocks while the store writes. A profile that has the same
     * content in use here already stays as it is.
     *
     * @param profile the profile's name
     * @param sealed what the other store's {@link #seal} has returned
     * @param replace whether it may take the place of another content that is in use here; the history then is the one
     *     that came
     * @param origin who moves it
     * @return the revision that is in use here now; 0 if nothing is
     * @throws CredentialStoreException if it was sealed under another master key, this store has another content in use
     *     and may not replace it, does not take the key, or could not write; nothing has changed then
     */
    long takeOver(String profile, byte[] sealed, boolean replace, Origin origin) throws CredentialStoreException;
}
