/**
 * The operator's tool: one command line, {@code FleetTool}, with a class for each command. What an operator has on his
 * machine is his {@code Workplace}; everything else is in the fleet's bucket.
 */
@NullMarked
package org.ussl.fleet.internal;

import org.jspecify.annotations.NullMarked;
