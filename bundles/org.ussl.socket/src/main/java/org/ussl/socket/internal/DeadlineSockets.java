// SPDX-License-Identifier: Apache-2.0
package org.ussl.socket.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.configuration.ConfigurationCheck;
import org.ussl.socket.AddressFamily;
import org.ussl.socket.Protocol;
import org.ussl.socket.SocketService;
import org.ussl.socket.SocketType;

/** The socket service. Its sockets need nothing of it once they are made. */
// Immediate, because only what is there can keep its values when bad ones come.
@Component(configurationPid = "org.ussl.socket", service = SocketService.class, immediate = true)
@Designate(ocd = DeadlineSockets.Config.class)
public final class DeadlineSockets implements SocketService {
    private static final Logger LOG = LoggerFactory.getLogger(DeadlineSockets.class);

    /** The configuration. */
    @ObjectClassDefinition(
            id = "org.ussl.socket",
            name = "ussl sockets",
            description = "Sockets for gateway applications")
    public @interface Config {

        /** The deadline of a connect that names none. */
        @AttributeDefinition(
                name = "Connect timeout (ms)",
                description = "How long a connect may take, name resolution included, if the caller says nothing",
                min = "1")
        int connectTimeoutMillis() default 30_000;
    }

    private volatile Duration connectTimeout;

    /** Called by Declarative Services. */
    @Activate
    public DeadlineSockets(Config config, Map<String, Object> properties) {
        this(read(config, properties));
    }

    DeadlineSockets(Duration connectTimeout) {
        this.connectTimeout = positive(connectTimeout);
    }

    /** For sockets from now on; those that are there keep what they have. */
    @Modified
    void change(Config config, Map<String, Object> properties) {
        try {
            connectTimeout = positive(read(config, properties));
        } catch (IllegalArgumentException e) {
            LOG.warn(ConfigurationCheck.kept(properties, e));
        }
    }

    private static Duration read(Config config, Map<String, Object> properties) {
        return Duration.ofMillis(
                ConfigurationCheck.readable(Config.class, config, properties).connectTimeoutMillis());
    }

    private static Duration positive(Duration connectTimeout) {
        if (connectTimeout.isNegative() || connectTimeout.isZero()) {
            throw new IllegalArgumentException(
                    "connectTimeoutMillis: must be 1 or more, not " + connectTimeout.toMillis());
        }
        return connectTimeout;
    }

    Duration connectTimeout() {
        return connectTimeout;
    }

    @Override
    public Socket socket() {
        return new DeadlineSocket(AddressFamily.INET, Protocol.SEC, connectTimeout);
    }

    @Override
    public Socket socket(AddressFamily family, SocketType type, Protocol protocol) throws IOException {
        if (type != SocketType.STREAM || protocol == Protocol.UDP) {
            throw new SocketException(type + " with " + protocol
                    + ": this service makes streams (TCP, SEC); use java.net.DatagramSocket");
        }
        return new DeadlineSocket(family, protocol, connectTimeout);
    }

    @Override
    public ServerSocket serverSocket() throws IOException {
        return new ServerSocket();
    }

    @Override
    public List<InetSocketAddress> getaddrinfo(String host, int port) throws UnknownHostException {
        return Arrays.stream(InetAddress.getAllByName(host))
                .map(address -> new InetSocketAddress(address, port))
                .toList();
    }
}
