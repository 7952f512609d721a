// SPDX-License-Identifier: Apache-2.0
/** What a push to many gateways takes; see bench/fleet.sh. */
@NullMarked
package org.ussl.bench.fleet;

import org.jspecify.annotations.NullMarked;
