// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Asks the checks, each time anew. */
final class HealthBean implements HealthMXBean {

    private final GatewayHealth health;

    HealthBean(GatewayHealth health) {
        this.health = health;
    }

    @Override
    public boolean isHealthy() {
        return health.checks().stream().allMatch(check -> check.result().works());
    }

    @Override
    public Map<String, String> getStatus() {
        return all(result -> result.status().name());
    }

    @Override
    public Map<String, String> getMessages() {
        return all(CheckResult::message);
    }

    private Map<String, String> all(Function<CheckResult, String> what) {
        Map<String, String> all = new TreeMap<>();
        health.checks().forEach(check -> all.put(check.name(), what.apply(check.result())));
        return all;
    }
}
