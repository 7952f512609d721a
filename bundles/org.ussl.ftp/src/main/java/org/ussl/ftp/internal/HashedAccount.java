// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * An account whose password is known by its hash, if it has one.
 *
 * @param hash {@code null} if only the certificate counts
 * @param certificate the name in a client's certificate that counts in place of the password; {@code null} for none
 */
record HashedAccount(
        String name, @Nullable PasswordHash hash, @Nullable String certificate, Permissions permissions)
        implements FtpAccount {

    HashedAccount(String name, PasswordHash hash) {
        this(name, hash, null, Permissions.ALL);
    }

    @Override
    public boolean admits(char[] password) {
        // As slow without a hash: the clock tells nothing of accounts.
        return (hash == null ? PasswordHash.unknown() : hash).matches(password);
    }

    @Override
    public boolean admits(X509Certificate shown) {
        return certificate != null && CertificateName.matches(shown, certificate);
    }
}
