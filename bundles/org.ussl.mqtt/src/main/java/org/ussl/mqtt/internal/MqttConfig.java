// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The keys of {@code org.ussl.mqtt~NAME}. */
@ObjectClassDefinition(
        name = "ussl MQTT connection",
        description = "A connection to a broker, over TLS with the credential of a profile")
public @interface MqttConfig {
    /** The factory PID. */
    String PID = "org.ussl.mqtt";

    @AttributeDefinition(name = "Name", description = "Name of the connection; empty for what follows ~ in the PID")
    String name() default "";

    @AttributeDefinition(
            name = "URI",
            description = "The broker: ssl://host:port or mqtts://host[:port]; the port is 8883 if absent")
    String uri() default "";

    @AttributeDefinition(name = "Client id", description = "Must differ between gateways; empty for NAME-hostname")
    String clientId() default "";

    @AttributeDefinition(name = "Profile", description = "Whose credential to connect with")
    String profile() default "default";

    @AttributeDefinition(name = "User", description = "User name for the broker; empty for none")
    String user() default "";

    @AttributeDefinition(name = "Password", description = "Password for the broker", type = AttributeType.PASSWORD)
    String _password() default "";

    @AttributeDefinition(
            name = "Keep-alive",
            description = "Seconds of silence after which the connection is tested; 0 for never")
    int keepAliveSeconds() default 60;

    @AttributeDefinition(
            name = "Clean start",
            description = "Whether the broker forgets subscriptions and messages in flight at each connect")
    boolean cleanStart() default false;

    @AttributeDefinition(
            name = "MQTT version",
            description = "Version of the protocol",
            options = {@Option(label = "3.1.1", value = "3.1.1"), @Option(label = "5", value = "5")})
    String mqttVersion() default "3.1.1";

    @AttributeDefinition(
            name = "Session expiry",
            description = "Seconds for which an MQTT 5 broker keeps the session while the gateway is away")
    long sessionExpirySeconds() default 86_400;

    @AttributeDefinition(
            name = "Will: topic",
            description = "Where the broker tells that the gateway is lost; empty for nowhere")
    String will_topic() default "";

    @AttributeDefinition(name = "Will: payload", description = "What it tells")
    String will_payload() default "";

    @AttributeDefinition(name = "Will: QoS", description = "0, 1 or 2")
    int will_qos() default 1;

    @AttributeDefinition(name = "Will: retained", description = "Whether the broker keeps it for later subscribers")
    boolean will_retained() default false;

    @AttributeDefinition(name = "Buffer size", description = "How many messages may wait for the broker")
    int bufferSize() default 1000;

    @AttributeDefinition(name = "Buffer folder", description = "Where messages wait on disk; empty for in memory")
    String bufferFolder() default "";

    @AttributeDefinition(
            name = "Reconnect: first pause",
            description = "Milliseconds; pauses double and are drawn at random up to that bound")
    long reconnectMinMillis() default 1_000;

    @AttributeDefinition(name = "Reconnect: longest pause", description = "Milliseconds")
    long reconnectMaxMillis() default 60_000;

    @AttributeDefinition(name = "Connect timeout", description = "Milliseconds for each of TCP, TLS and MQTT")
    long connectTimeoutMillis() default 10_000;

    @AttributeDefinition(
            name = "Drain timeout",
            description = "Milliseconds for which a swap waits for acknowledgements")
    long drainTimeoutMillis() default 2_000;
}
