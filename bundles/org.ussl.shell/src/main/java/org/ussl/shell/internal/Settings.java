// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.io.IOException;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** What is configured, read without making configurations that are not there. */
final class Settings {

    private final ConfigurationAdmin admin;

    Settings(ConfigurationAdmin admin) {
        this.admin = admin;
    }

    /** The configurations of a PID, or of a factory if it ends in {@code ~*}. */
    List<Configuration> of(String pid) throws Refusal {
        try {
            Configuration[] found = admin.listConfigurations("(service.pid=" + pid + ")");
            return found == null ? List.of() : Arrays.asList(found);
        } catch (IOException | InvalidSyntaxException e) {
            throw new Refusal("The configuration cannot be read: " + e.getMessage());
        }
    }

    /** A value as text; {@code null} if nobody has set it. */
    @Nullable
    String value(String pid, String key) throws Refusal {
        for (Configuration configuration : of(pid)) {
            return value(configuration, key);
        }
        return null;
    }

    static @Nullable String value(Configuration configuration, String key) {
        Dictionary<String, Object> values = configuration.getProperties();
        Object value = values == null ? null : values.get(key);
        return value == null ? null : value.toString().trim();
    }

    static boolean isTrue(@Nullable String value) {
        return Boolean.parseBoolean(value);
    }
}
