// SPDX-License-Identifier: Apache-2.0
/** Software of others that takes an SSLContext is handed the one that follows renewals. */
@NullMarked
package org.ussl.example.httpclient.internal;

import org.jspecify.annotations.NullMarked;
