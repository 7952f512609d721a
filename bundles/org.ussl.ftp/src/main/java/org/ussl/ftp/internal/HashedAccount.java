// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

/** An account whose password is known by its hash. */
record HashedAccount(String name, PasswordHash hash) implements FtpAccount {

    @Override
    public boolean admits(char[] password) {
        return hash.matches(password);
    }
}
