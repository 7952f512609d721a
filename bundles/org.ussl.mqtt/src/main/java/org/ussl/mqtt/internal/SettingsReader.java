// SPDX-License-Identifier: Apache-2.0
package org.ussl.mqtt.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ussl.configuration.ConfigurationCheck;
import org.ussl.credential.CredentialPath;
import org.ussl.mqtt.MqttMessage;
import org.ussl.mqtt.MqttQos;

/** Validates a configuration; what it refuses, it names by its key. */
final class SettingsReader {
    /** Not java.net.URI: that has no host for a name with an underscore. */
    private static final Pattern BROKER =
            Pattern.compile("(?:ssl|mqtts)://(?<host>\\[[0-9a-fA-F:.%]+]|[\\w.-]+)(?::(?<port>\\d{1,5}))?/?");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int MQTTS_PORT = 8883;

    /** What the protocol can carry of a text. */
    private static final int MOST_BYTES = 65_535;

    private static final int MOST_MESSAGES = 1_000_000;
    private static final int DAY_MILLIS = 86_400_000;

    private SettingsReader() {}

    static Settings read(MqttConfig config, Map<String, ?> properties) {
        ConfigurationCheck.readable(MqttConfig.class, config, properties);
        String name = name(config.name(), properties);
        Matcher broker = BROKER.matcher(config.uri().trim());
        if (!broker.matches()) {
            throw new IllegalArgumentException("uri: must be ssl://host:port or mqtts://host[:port], is \""
                    + config.uri() + "\"; there is no connection without TLS");
        }
        String host = broker.group("host").replace("[", "").replace("]", "");
        String port = broker.group("port");
        long max = within("reconnectMaxMillis", config.reconnectMaxMillis(), 1, DAY_MILLIS);
        long min = within("reconnectMinMillis", config.reconnectMinMillis(), 1, DAY_MILLIS);
        if (min > max) {
            throw new IllegalArgumentException("reconnectMinMillis: must not exceed reconnectMaxMillis");
        }
        return new Settings(
                name,
                host,
                port == null ? MQTTS_PORT : (int) within("uri", Integer.parseInt(port), 1, 65_535),
                config.clientId().isEmpty() ? name + "-" + hostname() : text("clientId", config.clientId()),
                profile(config.profile()),
                config.user().isEmpty() ? null : text("user", config.user()),
                config._password().isEmpty()
                        ? null
                        : text(".password", config._password()).toCharArray(),
                (int) within("keepAliveSeconds", config.keepAliveSeconds(), 0, 65_535),
                config.cleanStart(),
                version5(config.mqttVersion()),
                within("sessionExpirySeconds", config.sessionExpirySeconds(), 0, 0xFFFF_FFFFL),
                will(config),
                (int) within("bufferSize", config.bufferSize(), 1, MOST_MESSAGES),
                folder(config.bufferFolder()),
                Duration.ofMillis(min),
                Duration.ofMillis(max),
                Duration.ofMillis(within("connectTimeoutMillis", config.connectTimeoutMillis(), 1, 600_000)),
                Duration.ofMillis(within("drainTimeoutMillis", config.drainTimeoutMillis(), 0, 600_000)));
    }

    private static String name(String configured, Map<String, ?> properties) {
        String name = configured;
        if (name.isEmpty() && properties.get("service.pid") instanceof String pid) {
            name = pid.substring(pid.indexOf('~') + 1);
        }
        if (!NAME.matcher(name).matches() || name.equals(MqttConfig.PID)) {
            throw new IllegalArgumentException("name: must be letters, digits, dots, dashes and underscores, is \""
                    + name + "\"; set it, or name the configuration " + MqttConfig.PID + "~NAME");
        }
        return name;
    }

    private static boolean version5(String version) {
        return switch (version) {
            case "3.1.1" -> false;
            case "5", "5.0" -> true;
            default -> throw new IllegalArgumentException("mqttVersion: must be 3.1.1 or 5, is \"" + version + "\"");
        };
    }

    private static @Nullable MqttMessage will(MqttConfig config) {
        MqttQos qos = MqttQos.values()[(int) within("will.qos", config.will_qos(), 0, 2)];
        byte[] payload = config.will_payload().getBytes(StandardCharsets.UTF_8);
        if (payload.length > MOST_BYTES) {
            throw new IllegalArgumentException("will.payload: must have at most " + MOST_BYTES + " bytes");
        }
        if (config.will_topic().isEmpty()) {
            return null;
        }
        try {
            return new MqttMessage(config.will_topic(), payload, qos, config.will_retained());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("will." + e.getMessage(), e);
        }
    }

    private static @Nullable Path folder(String folder) {
        try {
            return folder.isEmpty() ? null : Path.of(folder);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("bufferFolder: " + e.getMessage(), e);
        }
    }

    private static String profile(String profile) {
        if (!CredentialPath.isProfileName(profile)) {
            throw new IllegalArgumentException(
                    "profile: must be a profile's name, such as default, is \"" + profile + "\"");
        }
        return profile;
    }

    private static String text(String key, String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    key + ": must have at most " + MOST_BYTES + " bytes, none of which is zero");
        }
        return text;
    }

    private static long within(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + ": must be from " + least + " to " + most + ", is " + value);
        }
        return value;
    }

    /** The host's name without asking the network, which may be down when a gateway starts. */
    private static String hostname() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).trim();
        } catch (IOException e) {
            String fromEnvironment = System.getenv("COMPUTERNAME");
            return fromEnvironment == null ? "ussl" : fromEnvironment;
        }
    }
}
