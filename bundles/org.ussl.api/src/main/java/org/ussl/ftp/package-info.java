/**
 * The FTP drop box as a service, with the names of the reference's {@code Server}.
 *
 * <p>First use, by a gateway application that lets a technician in for a while:
 *
 * <pre>{@code
 * @Reference FtpServer ftp;
 *
 * ftp.init("technician", password, Duration.ofMinutes(5));
 * // ... and when the work is done
 * ftp.deinit();
 * }</pre>
 */
@Export
@Version("0.1.0")
@NullMarked
package org.ussl.ftp;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
