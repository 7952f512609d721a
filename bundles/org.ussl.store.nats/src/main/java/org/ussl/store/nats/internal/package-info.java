/**
 * What a gateway does with values of its fleet: a {@code DeliveryDesk} takes what an engine brings, has it opened and
 * judged, hands it to the intake as any transport does, and makes a report of the answer. It knows no engine and no
 * OSGi.
 */
@NullMarked
package org.ussl.store.nats.internal;

import org.jspecify.annotations.NullMarked;
