// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

/**
 * What comes of a connection.
 *
 * @param ours {@code accepted}, or the reason of our error
 * @param theirs {@code accepted}, or the alert that the peer gets
 */
record Outcome(String ours, String theirs) {

    @Override
    public String toString() {
        return ours + " " + theirs;
    }
}
