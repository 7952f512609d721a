/**
 * A store whose private keys are in a token. {@link org.ussl.store.pkcs11.internal.Pkcs11StoreComponent} is the edge to
 * OSGi; {@link org.ussl.store.pkcs11.internal.TokenVault} puts keys into the
 * {@link org.ussl.store.pkcs11.internal.Token}; everything else of the store is {@code org.ussl.store.file}'s.
 */
@NullMarked
package org.ussl.store.pkcs11.internal;

import org.jspecify.annotations.NullMarked;
