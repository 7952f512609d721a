// SPDX-License-Identifier: Apache-2.0
/** Software of others that is configured by names takes hidden credentials by the provider USSL. */
@NullMarked
package org.ussl.example.https.internal;

import org.jspecify.annotations.NullMarked;
