// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.spi;

import java.security.GeneralSecurityException;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.osgi.annotation.versioning.ConsumerType;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;

/**
 * An implementation of the TLS protocol, seen through JSSE.
 *
 * <p>For an implementation:
 *
 * <ul>
 *   <li>It judges no peer: whatever it is given in {@link TlsMaterial} decides, once for each full handshake and each
 *       certificate message, with the socket or engine at hand.
 *   <li>It registers no provider with {@link java.security.Security}.
 *   <li>It never takes a key's encoding; it has none. All private operations go through
 *       {@link TlsMaterial#signatures()}.
 *   <li>What it cannot do is missing in {@link #features()} and refused with {@link SSLError}; it does not ignore it.
 *   <li>All methods may be called by many threads. Connections that it made go on after its bundle has stopped.
 * </ul>
 */
@ConsumerType
public interface TlsEngine {

    /**
     * The name by which a configuration chooses it.
     *
     * @return a short word, such as {@code jdk}
     */
    String name();

    /**
     * What it can do on this machine and Java version.
     *
     * @return the features; always the same
     */
    Set<TlsFeature> features();

    /**
     * Makes a context for one version of a profile and one set of options. Sessions live in it and go with it.
     *
     * @param material who we are and who decides about the peer
     * @param options what is asked of all its connections
     * @return a context that is initialised
     * @throws SSLError with {@link SSLError.Reason#UNSUPPORTED} if the engine cannot work with this kind of key, or
     *     cannot do what is asked; the message names the engine and the key or option
     * @throws GeneralSecurityException if the engine refuses the material for another reason
     */
    SSLContext context(TlsMaterial material, TlsOptions options) throws GeneralSecurityException, SSLError;

    /**
     * What it does if nothing else is said.
     *
     * @param serverSide on which side
     * @return a copy
     */
    SSLParameters defaultParameters(boolean serverSide);

    /**
     * The protocols and cipher suites that it could use.
     *
     * @return a copy
     */
    SSLParameters supportedParameters();

    /**
     * Applies what JSSE has no setter for in Java 17, such as {@link TlsOptions#groups()}. The rest of the options is
     * set by the service, before and after this call.
     *
     * @param socket a socket of a context of this engine, connected, before its handshake
     * @param options what is asked of the connection
     * @throws SSLError with {@link SSLError.Reason#UNSUPPORTED} if the engine cannot do it; the message names the
     *     engine and the option
     */
    void configure(SSLSocket socket, TlsOptions options) throws SSLError;

    /**
     * As {@link #configure(SSLSocket, TlsOptions)}, for an engine.
     *
     * @param engine an engine of a context of this engine, before its handshake
     * @param options what is asked of the connection
     * @throws SSLError with {@link SSLError.Reason#UNSUPPORTED} if the engine cannot do it
     */
    void configure(SSLEngine engine, TlsOptions options) throws SSLError;

    /**
     * Tells what a failure of one of its sockets or engines means. Each engine has its own exceptions and texts.
     *
     * @param failure what the socket or engine threw
     * @return what it means; {@link TlsFailure#OTHER} if it is no matter of TLS
     */
    TlsFailure diagnose(Throwable failure);
}
