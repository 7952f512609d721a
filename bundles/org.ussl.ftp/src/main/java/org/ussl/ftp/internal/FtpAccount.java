// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.security.cert.X509Certificate;

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

    /**
     * Says whether this certificate may take the password's place.
     *
     * @param shown what the client has shown in the TLS handshake, verified there
     * @return whether it may
     */
    boolean admits(X509Certificate shown);

    /** What may be done with this account. */
    Permissions permissions();
}
