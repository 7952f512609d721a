/**
 * Values that pass through an engine which is trusted with nothing: sealed for those who may read them, signed by who
 * made them, and numbered, so that whoever opens one knows that it is meant for him and is not an old one.
 *
 * <p>From the outside in: a {@code DeliveryGate} decides what a gateway makes of a value that arrives, with a
 * {@code SealedValue} for the value, a {@code Delivery} for its content, and {@code Marks} for what it has taken
 * already. {@code Envelope} is the sealing alone, {@code Signed} the signature alone. A {@code Party} is a gateway or
 * an operator as others know it, {@code PartyKeys} its private side. Nothing here knows OSGi or an engine.
 */
@NullMarked
package org.ussl.store.nats.internal.sealing;

import org.jspecify.annotations.NullMarked;
