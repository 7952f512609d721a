/**
 * What a credential store implements. A store keeps versions and waiting parts; it decides nothing. The intake has
 * judged what comes in, and the TLS service judges peers.
 *
 * <p>To bring another store, register a {@link org.ussl.credential.spi.CredentialStore} with a higher
 * {@code service.ranking}. Applications do not use this package.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.ussl.credential.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
