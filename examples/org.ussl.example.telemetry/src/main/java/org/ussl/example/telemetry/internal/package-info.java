// SPDX-License-Identifier: Apache-2.0
/**
 * A gateway app as small as it gets: it asks for a connection by its name and publishes readings; of TLS, of reconnects
 * and of certificates it knows nothing.
 */
@NullMarked
package org.ussl.example.telemetry.internal;

import org.jspecify.annotations.NullMarked;
