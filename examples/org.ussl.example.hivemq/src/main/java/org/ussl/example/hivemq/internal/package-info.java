// SPDX-License-Identifier: Apache-2.0
/** Software of others that takes key and trust managers is handed those that follow renewals. */
@NullMarked
package org.ussl.example.hivemq.internal;

import org.jspecify.annotations.NullMarked;
