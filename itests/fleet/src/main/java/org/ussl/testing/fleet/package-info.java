// SPDX-License-Identifier: Apache-2.0
/**
 * Gateways of a fleet without a gateway around them: the real watch, the real sealing and the real intake over a store
 * of the test's choice, many in one JVM. For the tests of the fleet and its benchmark.
 */
@NullMarked
package org.ussl.testing.fleet;

import org.jspecify.annotations.NullMarked;
