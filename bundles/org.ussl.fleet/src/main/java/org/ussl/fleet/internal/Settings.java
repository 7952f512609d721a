// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.ussl.store.nats.internal.engine.BucketKeys;

/**
 * Where the fleet is, and how to log in there. Paths only, no secrets.
 *
 * @param fleet the bucket's name
 * @param servers the engine's addresses
 * @param ca the CAs of the engine's certificate, in PEM; the JDK's without it
 * @param cert our certificate and its chain, in PEM
 * @param key its key, PKCS#8 in PEM
 * @param user the file with the user's name on its first line and the password on its second
 * @param creds the file of NATS with a user's JWT and seed
 * @param passphrase the file with the passphrase of the operator's keys
 */
record Settings(
        String fleet,
        List<String> servers,
        Optional<Path> ca,
        Optional<Path> cert,
        Optional<Path> key,
        Optional<Path> user,
        Optional<Path> creds,
        Optional<Path> passphrase) {

    private static final Set<String> KEYS =
            Set.of("fleet", "servers", "ca", "cert", "key", "user", "creds", "passphrase");

    /** Refuses what cannot be, by the setting's name. */
    Settings {
        servers = List.copyOf(servers);
        if (!BucketKeys.isFleetName(fleet)) {
            throw new IllegalArgumentException("fleet: must be letters, digits, dash, underscore; not " + fleet);
        }
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("servers: at least one, such as tls://nats.example.org:4222");
        }
        if (cert.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("cert, key: both, or none of them");
        }
        if (user.isPresent() && creds.isPresent()) {
            throw new IllegalArgumentException("user, creds: one way to log in, not both");
        }
        boolean secured = ca.isPresent() || cert.isPresent();
        for (String server : servers) {
            URI uri = uri(server);
            if (uri.getUserInfo() != null) {
                throw new IllegalArgumentException("servers: no password in an address; name a file by user");
            }
            if (user.isPresent() && !secured && !"tls".equals(uri.getScheme()) && !isLoopback(uri.getHost())) {
                throw new IllegalArgumentException(
                        "servers: " + server + " would get the password in clear; write tls://, or name a ca");
            }
        }
    }

    private static URI uri(String server) {
        try {
            URI uri = new URI(server);
            if (uri.getHost() != null && ("nats".equals(uri.getScheme()) || "tls".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("servers: no address of a server: " + server, e);
        }
        throw new IllegalArgumentException("servers: must be tls://HOST:PORT or nats://HOST:PORT, not " + server);
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]+){3}");
    }

    /** Whether the connection is by TLS. */
    boolean secured() {
        return ca.isPresent() || cert.isPresent() || servers.stream().anyMatch(server -> server.startsWith("tls:"));
    }

    static Settings read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        for (String name : properties.stringPropertyNames()) {
            if (!KEYS.contains(name)) {
                throw new IllegalArgumentException(file + ": " + name + " is no setting");
            }
        }
        return new Settings(
                properties.getProperty("fleet", ""),
                List.of(properties.getProperty("servers", "").split("[ ,]+")),
                path(properties, "ca"),
                path(properties, "cert"),
                path(properties, "key"),
                path(properties, "user"),
                path(properties, "creds"),
                path(properties, "passphrase"));
    }

    private static Optional<Path> path(Properties properties, String name) {
        return Optional.ofNullable(properties.getProperty(name)).map(Path::of);
    }

    void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("fleet = " + fleet);
        lines.add("servers = " + String.join(" ", servers));
        add(lines, "ca", ca);
        add(lines, "cert", cert);
        add(lines, "key", key);
        add(lines, "user", user);
        add(lines, "creds", creds);
        add(lines, "passphrase", passphrase);
        Files.write(file, lines, StandardCharsets.UTF_8);
    }

    private static void add(List<String> lines, String name, Optional<Path> value) {
        // A properties file takes a backslash for an escape.
        value.ifPresent(path ->
                lines.add(name + " = " + path.toAbsolutePath().toString().replace("\\", "\\\\")));
    }
}
