/**
 * A store of sealed files in OSGi's registry: what the components of this bundle and of {@code org.ussl.store.pkcs11},
 * which has a copy, have in common.
 */
@NullMarked
package org.ussl.store.file.internal.service;

import org.jspecify.annotations.NullMarked;
