// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import java.util.Optional;
import org.ussl.credential.spi.CredentialVersion;

/** Where the version in use comes from: whatever store is there at the moment. */
@FunctionalInterface
interface VersionSource {

    /** The version of a profile that is in use now; absent if there is none, or no store. */
    Optional<CredentialVersion> current(String profile);
}
