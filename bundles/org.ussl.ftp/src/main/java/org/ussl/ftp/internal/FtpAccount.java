// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

/** Someone who may log in. A service within this bundle, one for each configuration {@code org.ussl.ftp.user~NAME}. */
public interface FtpAccount {

    /** The name to log in with. */
    String name();

    /**
     * Says whether this is the account's password; takes as long as PBKDF2 does.
     *
     * @param password what the client sent; the caller clears it
     * @return whether it is
     */
    boolean admits(char[] password);
}
