// SPDX-License-Identifier: Apache-2.0
/** A TLS client in one class: it asks for a socket factory by profile, and knows nothing of keys. */
@NullMarked
package org.ussl.example.client.internal;

import org.jspecify.annotations.NullMarked;
