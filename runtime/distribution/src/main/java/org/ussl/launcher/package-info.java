/**
 * Starts the gateway: reads {@code conf/config.properties}, starts an OSGi framework, installs the jars of
 * {@code bundle/} in place, says when everything is up, and ends it within two seconds.
 *
 * <p>It is our own instead of {@code felix.main}, because four things have to happen outside of all bundles: one log
 * for SLF4J, OSGi's LogService and the framework itself, which is complete until the last bundle has stopped; the line
 * that says "up" when it is true; the lock on the data folder; and an exit status of 0 after SIGTERM.
 */
@NullMarked
package org.ussl.launcher;

import org.jspecify.annotations.NullMarked;
