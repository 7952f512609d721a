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

    @AttributeDefinition(
            name = "Name",
            description = "Name of the connection; empty for what follows ~ in the PID",
            required = false)
    String name() default "";

    @AttributeDefinition(
            name = "URI",
            description = "The broker: ssl://host:port or mqtts://host[:port], port 8883 if absent;"
                    + " anything without TLS is refused")
    String uri() default "";

    @AttributeDefinition(
            name = "Client id",
            description = "Must differ between gateways; empty for NAME-hostname",
            required = false)
    String clientId() default "";

    @AttributeDefinition(name = "Profile", description = "Whose credential to connect with")
    String profile() default "default";

    @AttributeDefinition(
            name = "User",
            description = "For brokers that ask for one besides the certificate; empty for none",
            required = false)
    String user() default "";

    @AttributeDefinition(
            name = "Password",
            description = "Its password",
            type = AttributeType.PASSWORD,
            required = false)
    String _password() default "";

    @AttributeDefinition(
            name = "Keep-alive",
            description = "Seconds of silence after which the connection is tested; 0 for never",
            min = "0",
            max = "65535")
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
            description = "Seconds for which an MQTT 5 broker keeps the session while the gateway is away",
            min = "0",
            max = "4294967295")
    long sessionExpirySeconds() default 86_400;

    @AttributeDefinition(
            name = "Will: topic",
            description = "Topic of the last will, which is sent neither on a swap nor on a stop; empty" + " for none",
            required = false)
    String will_topic() default "";

    @AttributeDefinition(name = "Will: payload", description = "Content of the last will", required = false)
    String will_payload() default "";

    @AttributeDefinition(name = "Will: QoS", description = "Quality of service of the last will", min = "0", max = "2")
    int will_qos() default 1;

    @AttributeDefinition(name = "Will: retained", description = "Whether the broker keeps it for later subscribers")
    boolean will_retained() default false;

    @AttributeDefinition(
            name = "Buffer size",
            description = "How many messages may wait for the broker, those in flight included",
            min = "1",
            max = "1000000")
    int bufferSize() default 1000;

    @AttributeDefinition(
            name = "Buffer folder",
            description = "Messages of QoS 1 and 2 also wait on disk, in a folder of the connection's name"
                    + " below this one (mode 0700); empty for in memory only",
            required = false)
    String bufferFolder() default "";

    @AttributeDefinition(
            name = "Reconnect: first pause",
            description = "Milliseconds of the first pause between attempts; pauses double, and each is"
                    + " drawn at random up to its bound",
            min = "1",
            max = "86400000")
    long reconnectMinMillis() default 1_000;

    @AttributeDefinition(
            name = "Reconnect: longest pause",
            description = "Milliseconds of the longest pause",
            min = "1",
            max = "86400000")
    long reconnectMaxMillis() default 60_000;

    @AttributeDefinition(
            name = "Connect timeout",
            description =
                    "Milliseconds for each of TCP and TLS; three times that for all until the broker" + " has answered",
            min = "1",
            max = "600000")
    long connectTimeoutMillis() default 10_000;

    @AttributeDefinition(
            name = "Drain timeout",
            description = "Milliseconds for which a swap waits for acknowledgements",
            min = "0",
            max = "600000")
    long drainTimeoutMillis() default 2_000;
}
