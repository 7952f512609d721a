// SPDX-License-Identifier: Apache-2.0
/**
 * The tool's commands in Gogo and in Karaf's shell, as {@code fleet:push} and so on. They are for an operator's
 * console; on a gateway there is nothing to do for them.
 */
@NullMarked
package org.ussl.fleet.internal.shell;

import org.jspecify.annotations.NullMarked;
