// SPDX-License-Identifier: Apache-2.0
/** The gateway's bundles in a Felix of the test's own JVM, with the sealed store in a folder of the test. */
@NullMarked
package org.ussl.testing.gateway;

import org.jspecify.annotations.NullMarked;
