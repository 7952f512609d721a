/**
 * The TLS service on the JDK's engine, from outside in: {@link org.ussl.tls.internal.TlsComponent} (OSGi's edge),
 * {@link org.ussl.tls.internal.Connections} (what the service does), {@link org.ussl.tls.internal.Contexts} (one JSSE
 * context for each version and options), {@code socket} (what callers hold), {@code trust} (the only place where a peer
 * is judged), {@code key} (keys that sign and cannot be read).
 */
@NullMarked
package org.ussl.tls.internal;

import org.jspecify.annotations.NullMarked;
