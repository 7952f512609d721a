// SPDX-License-Identifier: Apache-2.0
/** Another place for credentials: what a CredentialStore must do, in memory. */
@NullMarked
package org.ussl.example.store.internal;

import org.jspecify.annotations.NullMarked;
