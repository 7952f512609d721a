/**
 * What a monitoring system is told of the gateway. {@link org.ussl.monitor.internal.Tally} counts what happens,
 * {@link org.ussl.monitor.internal.Sources} are the services that know the rest;
 * {@link org.ussl.monitor.internal.MetricsPage} writes both for Prometheus,
 * {@link org.ussl.monitor.internal.ManagementBeans} shows them by JMX.
 */
@NullMarked
package org.ussl.monitor.internal;

import org.jspecify.annotations.NullMarked;
