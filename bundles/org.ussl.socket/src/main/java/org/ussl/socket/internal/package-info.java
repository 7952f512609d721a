/**
 * The socket service on plain {@code java.net}: {@link org.ussl.socket.internal.DeadlineSockets} is the component,
 * {@link org.ussl.socket.internal.DeadlineSocket} what it hands out.
 */
@NullMarked
package org.ussl.socket.internal;

import org.jspecify.annotations.NullMarked;
