/**
 * The connections that are up: who they are, how many there were, and what a change of credentials means for them. It
 * knows sockets and engines only as a {@link org.ussl.tls.internal.live.Wire}.
 */
@NullMarked
package org.ussl.tls.internal.live;

import org.jspecify.annotations.NullMarked;
