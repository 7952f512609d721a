// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.util.stream.Collectors;

/**
 * {@code ussl:health} in Gogo and in Karaf, which finds commands by their service's properties and by the names of
 * methods, so that nothing of a shell is imported.
 */
public final class HealthCommand {

    /** The scope and the name of the command, as service properties. */
    static final String SCOPE = "osgi.command.scope";

    static final String FUNCTION = "osgi.command.function";

    private final GatewayHealth health;

    HealthCommand(GatewayHealth health) {
        this.health = health;
    }

    /**
     * Whether the gateway does what it is there for.
     *
     * @return a line for each check
     */
    public String health() {
        return health.checks().stream()
                .map(check -> line(check.name(), check.result()))
                .collect(Collectors.joining("\n"));
    }

    private static String line(String name, CheckResult result) {
        return "%-7s %-12s %s".formatted(name, word(result.status()), result.message());
    }

    private static String word(CheckResult.Status status) {
        return switch (status) {
            case OK -> "ok";
            case WARN -> "warning";
            case TEMPORARILY_UNAVAILABLE -> "unavailable";
            case CRITICAL -> "CRITICAL";
        };
    }
}
