/** Finds out why a connection to a server comes about or not, for people; no decision about a peer is made here. */
@NullMarked
package org.ussl.tls.internal.probe;

import org.jspecify.annotations.NullMarked;
