// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.util.Map;

/** {@code org.ussl:type=Health}: the checks, by name. */
public interface HealthMXBean {

    /** Whether all that was checked works. */
    boolean isHealthy();

    /** How each stands: OK, WARN, TEMPORARILY_UNAVAILABLE, CRITICAL. */
    Map<String, String> getStatus();

    /** What each has found, and what to do. */
    Map<String, String> getMessages();
}
