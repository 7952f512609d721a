// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.util.Locale;
import java.util.stream.Collectors;

/**
 * {@code ussl:health} in Gogo and in Karaf, which finds commands by their service's properties and by the names of
 * methods, so that nothing of a shell is imported.
 */
public final class HealthCommand {

    /** The scope and the name of the command, as service properties. */
    static final String SCOPE = "osgi.command.scope";

    static final String FUNCTION = "osgi.command.function";

    private static final String USAGE = """
            Usage: ussl:health [-h] [--json]
            Tells of each check whether the gateway does what it is there for.
              -h, --help   Show this.
                  --json   Answer in JSON, for scripts.

            Example: ussl:health --json""";

    private final GatewayHealth health;

    HealthCommand(GatewayHealth health) {
        this.health = health;
    }

    /**
     * Whether the gateway does what it is there for.
     *
     * @param options as the shell's other commands have them
     * @return a line for each check, or what the options ask for
     */
    public String health(String... options) {
        boolean json = false;
        for (String option : options) {
            switch (option) {
                case "--json" -> json = true;
                case "-h", "--help" -> {
                    return USAGE;
                }
                default -> {
                    return "Unknown option: '" + printable(option) + "'\n" + USAGE;
                }
            }
        }
        return json ? json() : words();
    }

    private String words() {
        return health.checks().stream()
                .map(check -> line(check.name(), check.result()))
                .collect(Collectors.joining("\n"));
    }

    private String json() {
        return health.checks().stream()
                .map(check -> json(check.name(), check.result()))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String json(String name, CheckResult result) {
        return "{\"check\":" + quoted(name) + ",\"status\":"
                + quoted(result.status().name().toLowerCase(Locale.ROOT)) + ",\"works\":" + result.works()
                + ",\"message\":" + quoted(result.message()) + "}";
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char each : text.toCharArray()) {
            if (Character.isISOControl(each)) {
                quoted.append("\\u%04x".formatted((int) each));
            } else if (each == '"' || each == '\\') {
                quoted.append('\\').append(each);
            } else {
                quoted.append(each);
            }
        }
        return quoted.append('"').toString();
    }

    /** Nothing that somebody types is to steer the terminal. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
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
