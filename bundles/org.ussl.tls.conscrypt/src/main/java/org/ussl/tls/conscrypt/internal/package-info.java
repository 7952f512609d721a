/**
 * Conscrypt, which is BoringSSL, behind the engine SPI. Its provider is not registered. BoringSSL hashes and pads by
 * itself, and has the rest of a signature made through the registered providers, where the hidden keys' one is.
 */
@NullMarked
package org.ussl.tls.conscrypt.internal;

import org.jspecify.annotations.NullMarked;
