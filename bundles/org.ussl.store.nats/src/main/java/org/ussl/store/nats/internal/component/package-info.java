/**
 * The bundle in a framework: {@code FleetComponent} reads the configuration and follows the services, and
 * {@code GatewayLink} makes of both a gateway that is on its fleet's engine.
 */
@NullMarked
package org.ussl.store.nats.internal.component;

import org.jspecify.annotations.NullMarked;
