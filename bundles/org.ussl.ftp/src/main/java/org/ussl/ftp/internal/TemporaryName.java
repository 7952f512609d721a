// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;

/**
 * Names under which clients upload before they rename: {@code ca.pem.filepart} (WinSCP), {@code .in.ca.pem.} (lftp),
 * {@code .ca.pem.Xy12ab} (rsync's way). They have the credential's own name in them.
 */
final class TemporaryName {

    private TemporaryName() {}

    /**
     * Reads a hidden path.
     *
     * @param absolute an absolute path, not normalised
     * @return its one spelling, if it is a temporary name in the drop box or in a profile's folder
     */
    static Optional<String> of(String absolute) {
        List<String> names = FlashView.names(absolute.toLowerCase(Locale.ROOT));
        if (!CredentialPath.isHidden(absolute)
                || !FlashView.hasPlainCharacters(absolute)
                || names.size() < 3
                || names.size() > 4) {
            return Optional.empty();
        }
        if (names.size() == 4 && !CredentialPath.isProfileName(names.get(2))) {
            return Optional.empty();
        }
        String name = names.get(names.size() - 1);
        for (CredentialPart part : CredentialPart.values()) {
            if (name.contains(part.fileName())
                    && name.length() > part.fileName().length()
                    && name.length() <= 128) {
                return Optional.of("/" + String.join("/", names));
            }
        }
        return Optional.empty();
    }
}
