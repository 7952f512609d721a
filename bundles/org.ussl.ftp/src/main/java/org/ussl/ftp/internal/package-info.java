/**
 * The FTP drop box: an FTP server whose {@code /flash} is a folder on disk and whose {@code /flash/cert} swallows
 * credentials. {@link org.ussl.ftp.internal.FtpDropBox} is the component; {@link org.ussl.ftp.internal.DropBoxServer}
 * runs Apache FtpServer; {@link org.ussl.ftp.internal.DropBoxFtplet} answers every verb that touches a hidden path, and
 * {@link org.ussl.ftp.internal.FlashView} shows the rest, so that a verb which slips through finds nothing there.
 */
@NullMarked
package org.ussl.ftp.internal;

import org.jspecify.annotations.NullMarked;
