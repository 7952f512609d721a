/**
 * Hidden credentials under the names of the Java Cryptography Architecture, for software that is configured by type
 * name. {@link org.ussl.jca.internal.JcaComponent} is the edge to OSGi and {@link org.ussl.jca.internal.UsslProvider}
 * the edge to the JCA; everything else asks {@link org.ussl.tls.TlsService} at the moment of use, which decides about
 * peers and has the keys.
 */
@NullMarked
package org.ussl.jca.internal;

import org.jspecify.annotations.NullMarked;
