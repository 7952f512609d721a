// SPDX-License-Identifier: Apache-2.0
/**
 * What a {@link org.ussl.credential.spi.CredentialStore} promises, as tests. A store of anybody's is tested by a class
 * of a few lines; docs/stores.md has the whole of it.
 *
 * <pre>{@code
 * class MyStoreTest extends CredentialStoreTck {
 *     @Override
 *     protected CredentialStore open() {
 *         return new MyStore(folder);
 *     }
 * }
 * }</pre>
 */
@NullMarked
package org.ussl.testing.stores;

import org.jspecify.annotations.NullMarked;
