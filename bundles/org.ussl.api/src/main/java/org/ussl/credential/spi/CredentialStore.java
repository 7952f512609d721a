// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential.spi;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.KeyKind;
import org.ussl.credential.Origin;

/**
 * Keeps the versions of every profile, and the parts that wait for their counterpart.
 *
 * <p>For an implementation:
 *
 * <ul>
 *   <li>A change is atomic and durable when the call returns: a crash at any instant leaves the old state or the new
 *       one, whole.
 *   <li>A change that fails leaves everything as it was.
 *   <li>Revisions grow by one with every commit of a profile and are never used twice, removal and roll-back included.
 *   <li>Reading is cheap and never waits for a write: a TLS handshake does it.
 *   <li>Keys leave only as {@link SigningKey}.
 *   <li>All methods may be called by many threads. The intake makes changes of one profile one after the other.
 * </ul>
 */
@ConsumerType
public interface CredentialStore {

    /**
     * The profiles that have something in use or waiting.
     *
     * @return their names; a copy
     */
    Set<String> profiles();

    /**
     * The version in use. A caller that needs several of its parts must take them from one returned object.
     *
     * @param profile the profile's name
     * @return the version; absent if nothing was ever committed, and {@linkplain CredentialVersion#isEmpty() empty} if
     *     all was removed
     */
    Optional<CredentialVersion> current(String profile);

    /**
     * The versions that are kept, for display.
     *
     * @param profile the profile's name
     * @return newest first, the one in use included; without their keys
     * @throws CredentialStoreException if they cannot be read
     */
    List<CredentialVersion> history(String profile) throws CredentialStoreException;

    /**
     * The parts that wait.
     *
     * @param profile the profile's name
     * @return what waits; nothing if the profile does not exist
     */
    PendingCredential pending(String profile);

    /**
     * Puts a new version into use. A commit that sets the identity also drops the parts that waited.
     *
     * @param profile the profile's name
     * @param update what changes; the caller keeps and closes its key material
     * @return the version that is in use now
     * @throws CredentialStoreException if the key that the update names is not there or cannot be used, or the change
     *     could not be written; nothing has changed then
     */
    CredentialVersion commit(String profile, CredentialUpdate update) throws CredentialStoreException;

    /**
     * Keeps a certificate chain, sealed, until its key comes. It takes the place of a chain that waited.
     *
     * @param profile the profile's name
     * @param chain our own certificate first
     * @throws CredentialStoreException if it could not be written; nothing has changed then
     */
    void hold(String profile, List<X509Certificate> chain) throws CredentialStoreException;

    /**
     * Keeps a key, sealed, until its certificate comes. It takes the place of a key that waited.
     *
     * @param profile the profile's name
     * @param key the key; the caller closes it
     * @throws CredentialStoreException if it could not be written; nothing has changed then
     */
    void hold(String profile, KeyMaterial key) throws CredentialStoreException;

    /**
     * Keeps a certificate chain as {@link #hold(String, List)} does, and notes who brought it.
     *
     * @param profile the profile's name
     * @param chain our own certificate first
     * @param origin who brought it
     * @throws CredentialStoreException if it could not be written; nothing has changed then
     */
    default void hold(String profile, List<X509Certificate> chain, Origin origin) throws CredentialStoreException {
        hold(profile, chain);
    }

    /**
     * Keeps a key as {@link #hold(String, KeyMaterial)} does, and notes who brought it.
     *
     * @param profile the profile's name
     * @param key the key; the caller closes it
     * @param origin who brought it
     * @throws CredentialStoreException if it could not be written; nothing has changed then
     */
    default void hold(String profile, KeyMaterial key, Origin origin) throws CredentialStoreException {
        hold(profile, key);
    }

    /**
     * Makes a key where keys are kept, and keeps it until its certificate comes. It takes the place of a key that
     * waited.
     *
     * @param profile the profile's name
     * @param kind which kind of key
     * @param origin who asked for it
     * @return the key that waits now, for signing the request for its certificate
     * @throws UnsupportedOperationException if this store makes no keys of this kind; the message says which it makes
     * @throws CredentialStoreException if it could not be made or written; nothing has changed then
     */
    default SigningKey generate(String profile, KeyKind kind, Origin origin) throws CredentialStoreException {
        throw new UnsupportedOperationException("this store makes no keys");
    }

    /**
     * Drops a part that waits.
     *
     * @param profile the profile's name
     * @param part {@link CredentialPart#CERT} or {@link CredentialPart#KEY}
     * @return whether there was one
     * @throws CredentialStoreException if it could not be written; nothing has changed then
     */
    boolean drop(String profile, CredentialPart part) throws CredentialStoreException;

    /**
     * Puts a kept version into use again, as a new revision. Waiting parts stay.
     *
     * @param profile the profile's name
     * @param revision the revision of a version that is kept
     * @return the version that is in use now
     * @throws IllegalArgumentException if that revision is not kept
     * @throws CredentialStoreException if it could not be written; nothing has changed then
     */
    CredentialVersion rollback(String profile, long revision) throws CredentialStoreException;

    /**
     * Puts a kept version into use again as {@link #rollback(String, long)} does, and notes who did it.
     *
     * @param profile the profile's name
     * @param revision the revision of a version that is kept
     * @param origin who did it
     * @return the version that is in use now
     * @throws IllegalArgumentException if that revision is not kept
     * @throws CredentialStoreException if it could not be written; nothing has changed then
     */
    default CredentialVersion rollback(String profile, long revision, Origin origin) throws CredentialStoreException {
        return rollback(profile, revision);
    }

    /**
     * Finds out whether a change could be written now, and makes none. Blocks for as long as a small write takes. A
     * store that has nothing to find out returns.
     *
     * @throws CredentialStoreException if it could not; the message says why and what to do
     */
    default void probe() throws CredentialStoreException {}

    /**
     * Tells a listener of every change of a version in use, after the change is visible. The listener is called by the
     * thread that made the change, must return quickly and must not call back into a change. What it throws harms
     * neither the change nor other listeners.
     *
     * @param listener gets the profile's name
     * @return ends the subscription; after {@code close} returns, no new call starts
     */
    Subscription subscribe(Consumer<String> listener);

    /** A subscription that can be ended. */
    interface Subscription extends AutoCloseable {

        /** Ends it; more than once does no harm. */
        @Override
        void close();
    }
}
