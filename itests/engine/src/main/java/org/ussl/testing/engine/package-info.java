/**
 * The fleet's engine for tests: Debian's nats-server on loopback, and a network to it that can be cut.
 *
 * <pre>{@code
 * assumeTrue(NatsServer.isInstalled(), "Debian's package nats-server");
 * try (NatsServer server = NatsServer.start(folder)) {
 *     Nats.connect(server.url());
 * }
 * }</pre>
 */
@Export
@Version("0.1.0")
@NullMarked
package org.ussl.testing.engine;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
