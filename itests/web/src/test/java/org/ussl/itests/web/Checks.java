// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.web;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.osgi.util.tracker.ServiceTracker;

/** Felix' health checks, which it installs. */
final class Checks {
    private static final long PATIENCE_MILLIS = 60_000;
    private static final String EXECUTION = "org.apache.felix.hc.api.execution.";

    private final Bundle api;
    private final Object executor;

    private Checks(Bundle api, Object executor) {
        this.api = api;
        this.executor = executor;
    }

    static Checks install(WebGateway gateway) throws Exception {
        Path folder = Path.of(System.getProperty("ussl.itests.target"), "monitoring");
        Bundle api = gateway.context()
                .installBundle(folder.resolve("org.apache.felix.healthcheck.api.jar")
                        .toUri()
                        .toString());
        gateway.context()
                .installBundle(folder.resolve("org.apache.felix.healthcheck.core.jar")
                        .toUri()
                        .toString())
                .start();
        // Not closed: it holds the service until the framework ends.
        ServiceTracker<Object, Object> tracker = new ServiceTracker<>(
                gateway.context(),
                gateway.context().createFilter("(objectClass=" + EXECUTION + "HealthCheckExecutor)"),
                null);
        tracker.open(true);
        return new Checks(
                api, Objects.requireNonNull(tracker.waitForService(PATIENCE_MILLIS), "no health check executor"));
    }

    /** Runs the checks of ours; gives the status of each. */
    Map<String, String> run() throws ReflectiveOperationException {
        Class<?> selector = type(EXECUTION + "HealthCheckSelector");
        Object ours = selector.getMethod("tags", String[].class).invoke(null, (Object) new String[] {"ussl"});
        Collection<?> results = (Collection<?>) type(EXECUTION + "HealthCheckExecutor")
                .getMethod("execute", selector)
                .invoke(executor, ours);
        Map<String, String> status = new TreeMap<>();
        for (Object each : results) {
            Object metadata = type(EXECUTION + "HealthCheckExecutionResult")
                    .getMethod("getHealthCheckMetadata")
                    .invoke(each);
            Object result = type(EXECUTION + "HealthCheckExecutionResult")
                    .getMethod("getHealthCheckResult")
                    .invoke(each);
            status.put(
                    (String) metadata.getClass().getMethod("getName").invoke(metadata),
                    result.getClass().getMethod("getStatus").invoke(result).toString());
        }
        return status;
    }

    private Class<?> type(String name) throws ClassNotFoundException {
        return api.loadClass(name);
    }
}
