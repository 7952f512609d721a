/**
 * Credentials in sealed files: one file for each profile, sealed under one master key.
 *
 * <p>From the outside in: {@code FileStoreComponent}, in a package of its own, reads the configuration,
 * {@code SealedFileStore} is the store, {@code ProfileChanges} what is in use and the one way to change it,
 * {@code SealedProfiles} turns a {@code ProfileRecord} into a sealed file and back, {@code SealedEnvelope} is the
 * sealing alone, {@code StoreFolder} the folder with its lock and its durable writes. Nothing but the component, and
 * what it registers, knows OSGi.
 */
@NullMarked
package org.ussl.store.file.internal;

import org.jspecify.annotations.NullMarked;
