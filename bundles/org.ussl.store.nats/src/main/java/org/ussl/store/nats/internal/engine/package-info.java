/** The engine: NATS JetStream's key-value store, watched by {@code FleetFeed} under the names of {@code BucketKeys}. */
@NullMarked
package org.ussl.store.nats.internal.engine;

import org.jspecify.annotations.NullMarked;
