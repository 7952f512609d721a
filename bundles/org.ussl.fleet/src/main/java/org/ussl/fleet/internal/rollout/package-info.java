/**
 * Roll-outs: {@code Preparation} seals what will be delivered, {@code RollOut} carries a plan on from wherever it is,
 * stage by stage, and {@code Tally} tells from the gateways' reports how each of them stands.
 */
@NullMarked
package org.ussl.fleet.internal.rollout;

import org.jspecify.annotations.NullMarked;
