/**
 * MQTT connections for gateway applications, over TLS with hidden credentials.
 *
 * <p>A configuration {@code org.ussl.mqtt~NAME} makes a connection. First use:
 *
 * <pre>{@code
 * @Reference(target = "(mqtt.connection=cloud)") MqttConnection mqtt;
 *
 * mqtt.publish(MqttMessage.of("plant/7/temperature", payload, MqttQos.AT_LEAST_ONCE));
 * }</pre>
 *
 * <p>To receive, register a {@link org.ussl.mqtt.MqttListener} service.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.ussl.mqtt;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
