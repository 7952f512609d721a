// SPDX-License-Identifier: Apache-2.0
/** A server that lets in only clients whose certificate the profile's CA has signed. */
@NullMarked
package org.ussl.example.echo.internal;

import org.jspecify.annotations.NullMarked;
