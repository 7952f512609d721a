/** The only place where a peer's certificate is judged. */
@NullMarked
package org.ussl.tls.internal.trust;

import org.jspecify.annotations.NullMarked;
