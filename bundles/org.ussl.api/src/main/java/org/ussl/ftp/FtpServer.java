// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The FTP drop box's switch. How it listens is a matter of its configuration {@code org.ussl.ftp}; without one it is
 * off until {@link #init()}, and then listens where the configuration's defaults say.
 *
 * <p>What is said here holds until the bundle stops; a change of the configuration does not switch on what was switched
 * off. Safe for use by many threads.
 */
@ProviderType
public interface FtpServer {

    /**
     * Switches the drop box on, with the users and the timeout that are configured; what an earlier call of
     * {@link #init(String, char[], Duration)} or {@link #timeout(Duration)} has set no longer holds. Returns at once:
     * the port is open a moment later, or as soon as it is free. If the drop box is on, sessions go on.
     *
     * @throws IllegalStateException if there is neither a configuration nor a place to keep files
     */
    void init();

    /**
     * The same, with someone who may log in besides the users that are configured, from anywhere and for any profile,
     * until the next call. Takes as long as a hash of the password does, some tenths of a second.
     *
     * @param user the name to log in with
     * @param password the password; the caller clears it
     * @param timeout how long a session may be silent, 5 s to 24 h
     * @throws IllegalArgumentException if the name or the timeout cannot be, or the password is empty
     * @throws IllegalStateException if there is neither a configuration nor a place to keep files
     */
    void init(String user, char[] password, Duration timeout);

    /**
     * Switches the drop box off: frees the port, then ends all sessions; uploads of credentials that are under way do
     * not count. Waits until that is done, some seconds at most. Does nothing if it is off.
     */
    void deinit();

    /**
     * Whether the drop box is switched on. It may still wait for its port, see {@link #address()}.
     *
     * @return whether it is on
     */
    boolean isRunning();

    /**
     * Where the drop box listens now.
     *
     * @return address and port; empty if it is off, or waits for its port
     */
    Optional<InetSocketAddress> address();

    /**
     * How long a session may be silent.
     *
     * @return the timeout
     */
    Duration timeout();

    /**
     * Sets how long a session may be silent, for sessions that begin from now on.
     *
     * @param timeout 5 s to 24 h
     * @throws IllegalArgumentException if it is shorter or longer
     */
    void timeout(Duration timeout);

    /**
     * The hash of a password with a new salt, in the form that the key {@code passwordHash} of a configuration
     * {@code org.ussl.ftp.user~NAME} takes. Takes some tenths of a second.
     *
     * @param password the password; the caller clears it
     * @return the hash
     * @throws IllegalArgumentException if the password is empty
     */
    String passwordHash(char[] password);
}
