/**
 * What a TLS engine implements. An engine speaks the protocol and nothing else: trust and identity are decided by the
 * TLS service, which hands the engine a key manager and a trust manager for one version of a profile, and keys that
 * have no encoding.
 *
 * <p>To bring another engine, register a {@link org.ussl.tls.spi.TlsEngine} under one of the names that {@code engine}
 * in the PID {@code org.ussl.tls} takes. Applications do not use this package.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.ussl.tls.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
