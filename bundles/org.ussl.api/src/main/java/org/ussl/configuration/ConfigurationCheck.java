// SPDX-License-Identifier: Apache-2.0
package org.ussl.configuration;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks through a configuration before anybody relies on it. Declarative Services alone would say of a number that is
 * none only that it is none, and when somebody reads it; and would take every text but {@code true} for {@code false}.
 */
public final class ConfigurationCheck {
    private ConfigurationCheck() {}

    /**
     * Makes sure that each value has its key's type.
     *
     * @param keys the component property type, a public annotation
     * @param config what Declarative Services made of the values
     * @param properties the values as they were configured
     * @return the configuration
     * @throws IllegalArgumentException if a value cannot be read; the message starts with its key
     */
    public static <C> C readable(Class<C> keys, C config, Map<String, ?> properties) {
        for (Method method : keys.getDeclaredMethods()) {
            if (method.getParameterCount() == 0 && !method.isSynthetic()) {
                String key = key(method.getName());
                requireSame(key, method.getReturnType(), properties.get(key), value(key, method, config, properties));
            }
        }
        return config;
    }

    /**
     * What to log, as a warning, of a change that was refused.
     *
     * @param properties the values as they were configured, with their PID
     * @param refusal what the message starts with is the key
     */
    public static String kept(Map<String, ?> properties, RuntimeException refusal) {
        return pid(properties) + ": " + refusal.getMessage() + "; the configuration before stays in force";
    }

    /** The PID of a configuration; the component's name where nothing is configured. */
    public static String pid(Map<String, ?> properties) {
        Object pid = properties.get("service.pid");
        return String.valueOf(pid == null ? properties.get("component.name") : pid);
    }

    private static @Nullable Object value(String key, Method method, Object config, Map<String, ?> properties) {
        try {
            return method.invoke(config);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    key + ": \"" + properties.get(key) + "\" is " + wanted(method.getReturnType()), e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(method.getDeclaringClass() + " is not public", e);
        }
    }

    /** What was converted without a complaint may still be another value than what was meant. */
    private static void requireSame(String key, Class<?> type, @Nullable Object given, @Nullable Object read) {
        boolean same = true;
        if (type == boolean.class && given instanceof String text) {
            same = text.strip().equalsIgnoreCase(String.valueOf(read));
        } else if (given instanceof Number number && (type == int.class || type == long.class || type == int[].class)) {
            Object one = read instanceof int[] all ? all[0] : read;
            same = new BigDecimal(number.toString()).compareTo(new BigDecimal(String.valueOf(one))) == 0;
        }
        if (!same) {
            throw new IllegalArgumentException(key + ": \"" + given + "\" is " + wanted(type));
        }
    }

    private static String wanted(Class<?> type) {
        if (type == boolean.class) {
            return "neither true nor false";
        }
        if (type == int[].class || type == long[].class) {
            return "no list of whole numbers";
        }
        return type == int.class || type == long.class ? "no whole number of a size that makes sense" : "unreadable";
    }

    /** As Declarative Services map names of methods. */
    private static String key(String method) {
        return method.replace("__", "\0").replace('_', '.').replace('\0', '_');
    }
}
