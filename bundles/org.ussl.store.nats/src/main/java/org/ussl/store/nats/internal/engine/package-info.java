/** The engine: NATS JetStream's key-value store, read by {@code FleetFeed} under the names of {@code BucketKeys}. */
@NullMarked
package org.ussl.store.nats.internal.engine;

import org.jspecify.annotations.NullMarked;
