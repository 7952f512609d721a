// SPDX-License-Identifier: Apache-2.0
/**
 * The features in a stock Karaf, which is a process of its own and is driven by the commands of its shell, as an
 * operator does it. The tests' broker and their FTP client are on this side.
 */
@NullMarked
package org.ussl.itests.karaf;

import org.jspecify.annotations.NullMarked;
