/**
 * The edge to OSGi of the store of sealed files. Apart from the store itself, which {@code org.ussl.store.pkcs11} has a
 * copy of, with an edge of its own.
 */
@NullMarked
package org.ussl.store.file.internal.component;

import org.jspecify.annotations.NullMarked;
