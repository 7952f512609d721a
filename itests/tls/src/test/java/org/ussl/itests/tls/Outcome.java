// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import java.util.List;

/**
 * What comes of a connection.
 *
 * @param ours {@code accepted}, or the reason of our error
 * @param theirs {@code accepted}, or the alert that the peer gets; several with a slash between them, where engines
 *     differ
 */
record Outcome(String ours, String theirs) {

    /** Whether this, as it is written down, allows for what was seen. */
    boolean allows(Outcome seen) {
        return ours.equals(seen.ours) && List.of(theirs.split("/")).contains(seen.theirs);
    }

    @Override
    public String toString() {
        return ours + " " + theirs;
    }
}
