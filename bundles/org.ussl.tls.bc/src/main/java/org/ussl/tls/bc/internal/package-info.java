/**
 * Bouncy Castle's TLS behind the engine SPI. Neither of its two providers is ever registered: when a registered one's
 * bundle is refreshed, the JVM keeps the dead provider and refuses the new one.
 */
@NullMarked
package org.ussl.tls.bc.internal;

import org.jspecify.annotations.NullMarked;
