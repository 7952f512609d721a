// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.component;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ussl.credential.CredentialPath;
import org.ussl.store.nats.internal.engine.BucketKeys;
import org.ussl.store.nats.internal.sealing.Party;

/**
 * The validated configuration.
 *
 * @param servers where the engine is
 * @param fleet the fleet's name
 * @param gateway the gateway's name
 * @param folder where it is remembered what was taken
 * @param operators the file of the operators' cards
 * @param profile the profile for TLS; absent if the servers are spoken to without
 * @param login how to log in
 * @param presence how often the gateway says that it is there
 */
record FleetSettings(
        List<String> servers,
        String fleet,
        String gateway,
        Path folder,
        Path operators,
        Optional<String> profile,
        Login login,
        Duration presence) {

    private static final int MOST_SECONDS = 86_400;

    /** Reads one; a value that is refused is named by its key. */
    static FleetSettings parse(FleetConfig config) {
        List<URI> servers = servers(config.servers());
        boolean tls = servers.get(0).getScheme().equals("tls");
        if (!BucketKeys.isFleetName(config.fleet())) {
            throw new IllegalArgumentException("fleet: must be letters, digits, dashes, underscores; 64 at most");
        }
        if (!Party.isName(config.gateway())) {
            throw new IllegalArgumentException("gateway: must be a-z, 0-9, dash, underscore; 64 characters at most");
        }
        if (tls && !CredentialPath.isProfileName(config.profile())) {
            throw new IllegalArgumentException("profile: no profile can have this name");
        }
        if (config.presenceSeconds() < 1 || config.presenceSeconds() > MOST_SECONDS) {
            throw new IllegalArgumentException("presenceSeconds: must be 1 to " + MOST_SECONDS);
        }
        Path folder = path("folder", config.folder());
        return new FleetSettings(
                servers.stream().map(URI::toString).toList(),
                config.fleet(),
                config.gateway(),
                folder,
                config.operators().isBlank() ? folder.resolve("operators") : path("operators", config.operators()),
                tls ? Optional.of(config.profile()) : Optional.empty(),
                Login.parse(config),
                Duration.ofSeconds(config.presenceSeconds()));
    }

    private static List<URI> servers(String[] texts) {
        List<URI> servers = Arrays.stream(texts)
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(FleetSettings::server)
                .toList();
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("servers: must be at least one");
        }
        if (servers.stream().map(URI::getScheme).distinct().count() > 1) {
            throw new IllegalArgumentException("servers: must be all nats: or all tls:");
        }
        return servers;
    }

    private static URI server(String text) {
        try {
            URI uri = new URI(text);
            boolean known = "nats".equals(uri.getScheme()) || "tls".equals(uri.getScheme());
            if (known
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getPath().isEmpty()) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("servers: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("servers: must be nats://HOST:PORT or tls://HOST:PORT, without a log-in");
    }

    static Path path(String key, String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(key + ": must be a path");
        }
        try {
            return Path.of(text.strip()).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }
}
