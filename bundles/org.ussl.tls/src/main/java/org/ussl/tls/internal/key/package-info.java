/**
 * Lets JSSE sign with a {@link org.ussl.credential.spi.SigningKey}: a {@link java.security.PrivateKey} without an
 * encoding, and a security provider whose signatures take just that class, as PKCS#11 keys do it.
 */
@NullMarked
package org.ussl.tls.internal.key;

import org.jspecify.annotations.NullMarked;
