/**
 * The engines: the JDK's, which is always there, and the choice among those that other bundles bring. Trust and keys
 * are decided elsewhere; an engine only speaks the protocol.
 */
@NullMarked
package org.ussl.tls.internal.engine;

import org.jspecify.annotations.NullMarked;
