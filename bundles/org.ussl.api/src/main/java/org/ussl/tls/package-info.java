/**
 * TLS as a service: wraps sockets, and makes contexts that follow every change of the hidden credentials.
 *
 * <p>The usual case needs no call at all; for every complete profile a factory is registered:
 *
 * <pre>{@code
 * @Reference(target = "(&(ussl.profile=default)(ussl.cert_reqs=required))") SSLSocketFactory tls;
 * }</pre>
 *
 * <p>With options of one's own:
 *
 * <pre>{@code
 * @Reference TlsService tls;
 *
 * SSLSocket socket = tls.wrapSocket(plain, TlsOptions.builder()
 *         .certReqs(CertReqs.REQUIRED)
 *         .caCerts("/flash/cert/ca.pem")
 *         .build());
 * }</pre>
 */
@Export
@Version("0.1.0")
@NullMarked
package org.ussl.tls;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
