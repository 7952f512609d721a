/**
 * How a component reads its configuration, so that a bad value is named by its key and keeps the values before in
 * force.
 *
 * <p>First use, in a component with Declarative Services:
 *
 * <pre>{@code
 * @Activate
 * public Pump(Config config, Map<String, Object> properties) {
 *     settings = read(config, properties); // Without values before there is nothing to go on with.
 * }
 *
 * @Modified
 * void change(Config config, Map<String, Object> properties) {
 *     try {
 *         settings = read(config, properties);
 *     } catch (IllegalArgumentException e) {
 *         LOG.warn(ConfigurationCheck.kept(properties, e));
 *     }
 * }
 *
 * private static Settings read(Config config, Map<String, Object> properties) {
 *     return Settings.parse(ConfigurationCheck.readable(Config.class, config, properties));
 * }
 * }</pre>
 */
@Export
@Version("0.1.0")
@NullMarked
package org.ussl.configuration;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
