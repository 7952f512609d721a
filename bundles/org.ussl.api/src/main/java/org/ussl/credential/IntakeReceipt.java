// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential;

import java.util.List;

/**
 * What became of an upload that was taken.
 *
 * @param path what was uploaded or removed
 * @param status what became of it
 * @param revision the profile's revision in use after the call; 0 if none is
 * @param message one line for the sender, without secrets, such as {@code default: committed revision 2, CN=gw-17,
 *     expires 2027-03-01}
 * @param warnings lines for the sender about things that were taken but should be looked at; empty if none
 */
public record IntakeReceipt(CredentialPath path, Status status, long revision, String message, List<String> warnings) {

    /** What became of an upload. */
    public enum Status {
        /** It is part of a new version, which is in use. */
        COMMITTED,
        /** It waits, sealed, for its counterpart; the version in use has not changed. */
        PENDING,
        /** It is what is in use already. */
        UNCHANGED,
        /** It is gone. */
        REMOVED
    }

    /** Keeps a copy of the warnings. */
    public IntakeReceipt {
        warnings = List.copyOf(warnings);
    }
}
