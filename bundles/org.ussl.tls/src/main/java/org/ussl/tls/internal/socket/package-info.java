/**
 * What callers hold: sockets, listeners and contexts that take the version in use when a connection starts, and whose
 * checks cannot be loosened through JSSE's setters.
 */
@NullMarked
package org.ussl.tls.internal.socket;

import org.jspecify.annotations.NullMarked;
