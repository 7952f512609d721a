// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Wraps sockets in TLS with the hidden credentials ({@code ssl.wrap_socket} of the reference).
 *
 * <p>Every handshake uses one version of a profile, the one in use when the handshake starts. Sessions are resumed
 * between connections of the same version and equal options, and never beyond that. All methods are safe for use by
 * many threads and do not block; handshakes do, in the thread that starts them.
 *
 * <p>Options that name a credential which is not there give an {@link SSLError} with
 * {@link SSLError.Reason#CREDENTIAL_MISSING} when the handshake starts, because the credential may well arrive until
 * then; {@link #engine} starts there.
 */
@ProviderType
public interface TlsService {

    /**
     * Wraps a socket as a client that does <em>not</em> verify its peer, as the reference's default says. Logs a
     * warning for each peer.
     *
     * @param socket a stream socket, connected or not; it belongs to the result from now on
     * @return the wrapped socket; closing it closes {@code socket}
     * @throws SSLError if the socket is of a kind that cannot be wrapped, or the gateway's configuration forbids
     *     {@link CertReqs#NONE}
     */
    SSLSocket wrapSocket(Socket socket) throws SSLError;

    /**
     * Wraps a socket. A socket that is not connected yet is connected through the result, which shakes hands there; one
     * that is connected shakes hands in this call; with {@link TlsOptions#doHandshakeOnConnect()} off, both wait for
     * the first {@code startHandshake}, read or write.
     *
     * @param socket a stream socket: any {@link Socket}, but not one that is wrapped already, nor one that the socket
     *     service made for clear text; it belongs to the result from now on
     * @param options what is asked of the connection
     * @return the wrapped socket; closing it closes {@code socket}
     * @throws SSLError if the socket is of a kind that cannot be wrapped, the gateway's configuration forbids the
     *     options, or the handshake fails; {@code socket} is closed if the handshake fails
     */
    SSLSocket wrapSocket(Socket socket, TlsOptions options) throws SSLError;

    /**
     * Wraps a socket after talk in clear text (STARTTLS), of whose other side bytes were read already that belong to
     * TLS, as {@link javax.net.ssl.SSLSocketFactory#createSocket(Socket, InputStream, boolean)} does. They are read as
     * TLS and as nothing else: clear text that somebody has slipped in behind the command makes the handshake fail.
     *
     * @param socket a connected stream socket; it belongs to the result from now on
     * @param consumed what was read too far; its end is where reading goes on in {@code socket}
     * @param options what is asked of the connection
     * @return the wrapped socket; closing it closes {@code socket}
     * @throws SSLError as for {@link #wrapSocket(Socket, TlsOptions)}
     */
    SSLSocket wrapSocket(Socket socket, InputStream consumed, TlsOptions options) throws SSLError;

    /**
     * Takes TLS off a socket again and goes back to clear text ({@code SSLSocket.unwrap} of CPython): says TLS' close
     * and waits for the peer's, for as long as the socket's SO_TIMEOUT and {@link TlsOptions#handshakeTimeout()} allow.
     * Nothing is lost of what the peer sends afterwards.
     *
     * @param socket a socket that this service, or one of its contexts or listeners, has made
     * @return the plain socket, which belongs to the caller from now on; closing {@code socket} does not close it
     * @throws IllegalArgumentException if the socket was made by somebody else
     * @throws SSLError if the peer still sends data over TLS, which can be read then before another try; with
     *     {@link SSLError.Reason#UNSUPPORTED} if the engine cannot do it; if the peer cuts the connection instead
     * @throws IOException if the network fails
     */
    Socket unwrap(SSLSocket socket) throws IOException;

    /**
     * Wraps a listener. {@code accept} gives sockets that have not shaken hands yet; they do so at their first
     * {@code startHandshake}, read or write, in the thread that calls it, within {@link TlsOptions#handshakeTimeout()}.
     *
     * @param socket a server socket, bound or not; it belongs to the result from now on
     * @param options with {@link TlsOptions#serverSide()}
     * @return the wrapped listener; closing it closes {@code socket}
     * @throws SSLError if the listener is wrapped already, or the gateway's configuration forbids the options
     */
    SSLServerSocket wrapServerSocket(ServerSocket socket, TlsOptions options) throws SSLError;

    /**
     * A context for software that wants one. Each socket and engine that it makes uses the version in use when that
     * socket's handshake, or that engine, starts; the context object stays the same. Its sockets shake hands when asked
     * to, as JSSE's do.
     *
     * @param options what is asked of the connections
     * @return the context
     * @throws SSLError if the gateway's configuration forbids the options
     */
    SSLContext sslContext(TlsOptions options) throws SSLError;

    /**
     * An engine for software that moves the bytes itself.
     *
     * @param options what is asked of the connection
     * @param peerHost the peer's name, which a client checks and sends as SNI; on a server a hint for resumption
     * @param peerPort the peer's port
     * @return an engine that has not started
     * @throws SSLError if a credential is missing, or the gateway's configuration forbids the options
     */
    SSLEngine engine(TlsOptions options, String peerHost, int peerPort) throws SSLError;

    /**
     * Shows our identity to software that makes its contexts by itself. Each handshake gets chain and key of one
     * version, the one in use when it chooses. Connections made that way are not known to this service: nothing but a
     * new handshake brings a swap to them. Prefer {@link #sslContext}.
     *
     * @param options whose {@code certfile} is shown
     * @return the key manager; shows nothing while the credential is not there. Its keys have no encoding and sign with
     *     the JVM's registered providers
     * @throws SSLError if the gateway's configuration forbids the options
     * @throws IllegalArgumentException if the options name no {@code certfile}
     */
    X509ExtendedKeyManager keyManager(TlsOptions options) throws SSLError;

    /**
     * Decides about peers for software that makes its contexts by itself, as this service decides about them, with the
     * trust anchors and revocation lists in use at that moment. A session that is resumed is not judged again: that is
     * how JSSE's contexts are. Prefer {@link #sslContext}.
     *
     * @param options what is asked of the peer; the server's name is checked unless {@code checkHostname} is off
     * @return the trust manager; trusts nobody while the credential is not there
     * @throws SSLError if the gateway's configuration forbids the options
     * @throws IllegalArgumentException if the options ask for no certificate
     */
    X509ExtendedTrustManager trustManager(TlsOptions options) throws SSLError;

    /**
     * What was agreed on with the other side of a socket.
     *
     * @param socket a socket that this service, or one of its contexts or listeners, has made
     * @return what is known of its connection; still there after the socket was closed
     * @throws IllegalArgumentException if the socket was made by somebody else
     * @throws IllegalStateException if it has not shaken hands
     */
    ConnectionInfo connection(SSLSocket socket);

    /**
     * What was agreed on with the other side of an engine.
     *
     * @param engine an engine that this service, or one of its contexts, has made
     * @return what is known of its connection; still there after the engine was closed
     * @throws IllegalArgumentException if the engine was made by somebody else
     * @throws IllegalStateException if it has not shaken hands
     */
    ConnectionInfo connection(SSLEngine engine);

    /**
     * The connections that are up: those that this service, its contexts and its listeners have made and that are not
     * closed. Verifies the peers anew for {@link ConnectionInfo#verifiedChain()}; meant for people who look.
     *
     * @return the connections at this moment, oldest first; a copy
     */
    List<ConnectionInfo> connections();

    /**
     * Counters since the service started.
     *
     * @return the counters at this moment; a copy
     */
    TlsStatistics statistics();

    /**
     * Finds out why a connection comes about or not: resolves the name, connects, and looks at each of the server's
     * certificates. It connects twice: once without our certificate and believing nothing, to see what the server
     * shows, and once as an application would. No application data is sent. Blocks, for the handshake timeout of the
     * options at each of the two.
     *
     * @param host the server's name or address
     * @param port its port
     * @param options a client's
     * @return what was found out; a server that fails is told there and is no error
     * @throws SSLError if the options are a server's, are not supported by the engine, or are forbidden by the
     *     gateway's configuration
     */
    ProbeReport probe(String host, int port, TlsOptions options) throws SSLError;
}
