/**
 * The gateway's bundles together in Felix. A class whose name ends in {@code IT} runs inside of OSGi (Pax Exam); what
 * it needs from outside, the {@link org.ussl.itests.felix.Broker}, runs in the same JVM on the flat class path.
 */
package org.ussl.itests.felix;
