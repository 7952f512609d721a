// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The one door by which credentials come in. Every transport (FTP, enrolment, a fleet store, a page) hands its bytes
 * here and passes the answer on to whoever sent them.
 *
 * <p>A call either commits a whole new version, or keeps the part sealed until its counterpart comes, or changes
 * nothing. When it returns, what it reports is on disk, and a committed version is what the next TLS handshake uses.
 *
 * <p>Safe for use by many threads; calls for one profile take turns. A call blocks for as long as the store writes
 * (some milliseconds, more on a slow disk).
 */
@ProviderType
public interface CredentialIntake {

    /**
     * Takes one part of a profile.
     *
     * @param path which part of which profile
     * @param content the file as it was received, PEM or DER; the caller keeps the array and should clear it after a
     *     private key
     * @return what became of it
     * @throws CredentialRejectedException if it was refused; nothing has changed then
     */
    IntakeReceipt offer(CredentialPath path, byte[] content) throws CredentialRejectedException;

    /**
     * Takes one part of a profile, and notes who brought it. A transport calls this one.
     *
     * @param path which part of which profile
     * @param content the file as it was received, PEM or DER; the caller keeps the array and should clear it after a
     *     private key
     * @param origin who brought it
     * @return what became of it
     * @throws CredentialRejectedException if it was refused; nothing has changed then
     */
    default IntakeReceipt offer(CredentialPath path, byte[] content, Origin origin) throws CredentialRejectedException {
        return offer(path, content);
    }

    /**
     * Takes several parts of a profile as one change: all of them are checked, and what they make together is committed
     * as one version, or nothing of it is. A certificate and a key that come together must match each other, and take
     * the place of what waited. A part with an empty content is taken out of the profile, as {@link #remove} does. The
     * order does not matter.
     *
     * <p>The intake of this project does so; this default, for intakes that know single parts only, offers them one
     * after the other.
     *
     * @param profile the profile's name
     * @param parts the files as they were received; the caller keeps the arrays and should clear them
     * @param origin who brought them
     * @return what became of each part
     * @throws CredentialRejectedException if one of them, or what they make together, was refused; nothing has changed
     *     then
     * @throws IllegalArgumentException if no profile can have this name
     */
    default List<IntakeReceipt> offer(String profile, Map<CredentialPart, byte[]> parts, Origin origin)
            throws CredentialRejectedException {
        List<IntakeReceipt> receipts = new ArrayList<>();
        for (Map.Entry<CredentialPart, byte[]> part : parts.entrySet()) {
            CredentialPath path = new CredentialPath(profile, part.getKey());
            receipts.add(part.getValue().length == 0 ? remove(path, origin) : offer(path, part.getValue(), origin));
        }
        return receipts;
    }

    /**
     * Takes one part out of a profile. A part that waits for its counterpart is dropped first; without one, the part in
     * use goes. Certificate and key go together, because one without the other is of no use.
     *
     * @param path which part of which profile
     * @return what follows from it, also where there was nothing to remove
     * @throws CredentialRejectedException if the store could not do it; nothing has changed then
     */
    IntakeReceipt remove(CredentialPath path) throws CredentialRejectedException;

    /**
     * Drops the part of a profile that waits for its counterpart, whichever it is. What is in use stays, also if the
     * part was paired in the meantime.
     *
     * @param profile the profile's name
     * @return what was dropped, also where nothing waited; its path names the part, or the certificate if there was
     *     none
     * @throws CredentialRejectedException if the store could not do it; nothing has changed then
     * @throws IllegalArgumentException if no profile can have this name
     */
    IntakeReceipt drop(String profile) throws CredentialRejectedException;

    /**
     * Takes one part out of a profile as {@link #remove(CredentialPath)} does, and notes who did it.
     *
     * @param path which part of which profile
     * @param origin who did it
     * @return what follows from it, also where there was nothing to remove
     * @throws CredentialRejectedException if the store could not do it; nothing has changed then
     */
    default IntakeReceipt remove(CredentialPath path, Origin origin) throws CredentialRejectedException {
        return remove(path);
    }

    /**
     * Drops what waits as {@link #drop(String)} does, and notes who did it.
     *
     * @param profile the profile's name
     * @param origin who did it
     * @return what was dropped, also where nothing waited
     * @throws CredentialRejectedException if the store could not do it; nothing has changed then
     * @throws IllegalArgumentException if no profile can have this name
     */
    default IntakeReceipt drop(String profile, Origin origin) throws CredentialRejectedException {
        return drop(profile);
    }
}
