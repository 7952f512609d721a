/**
 * Throw-away certificates, made when they are needed. For tests, the demo and the benchmark only: keys are readable
 * here.
 *
 * <pre>{@code
 * Authority ca = Authority.create("CN=Test CA");
 * Identity broker = ca.issue(Certificate.named("CN=localhost").dns("localhost").ip("127.0.0.1"));
 * byte[] pem = broker.chainPem();
 * }</pre>
 */
@Export
@Version("0.1.0")
@NullMarked
package org.ussl.testing.pki;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
