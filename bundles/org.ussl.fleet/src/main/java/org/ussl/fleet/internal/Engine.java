// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.ussl.store.nats.internal.engine.BucketKeys;
import org.ussl.store.nats.internal.engine.Chores;
import org.ussl.store.nats.internal.engine.Dial;
import org.ussl.store.nats.internal.engine.NatsThreads;

/**
 * The engine for as long as a command runs. The first thing that it forbids ends the connection, because it gives no
 * other answer to what was asked: the command would wait for nothing.
 */
final class Engine implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final NatsThreads threads = new NatsThreads(Chores::threads);
    private final AtomicReference<@Nullable String> denial = new AtomicReference<>();
    private final Connection connection;

    private Engine(Settings settings, String operator) throws IOException {
        try {
            Options.Builder options = options(settings).inboxPrefix(BucketKeys.inbox(operator));
            connection = Dial.connect(options, threads, new ErrorListener() {
                @Override
                public void errorOccurred(Connection source, String error) {
                    denied(source, error);
                }
            });
        } catch (IOException e) {
            threads.close();
            throw new IOException(
                    "no server of " + String.join(", ", settings.servers()) + " lets us in: " + e.getMessage()
                            + ". Are servers, ca, cert, user or creds in fleet.properties right?",
                    e);
        }
    }

    /** Connects for an operator, whose inbox is his own. */
    static Engine connect(Settings settings, String operator) throws IOException {
        return new Engine(settings, operator);
    }

    /** How to connect. */
    static Options.Builder options(Settings settings) throws IOException {
        Options.Builder options = new Options.Builder()
                .servers(settings.servers().toArray(String[]::new))
                .connectionName("ussl fleet")
                .connectionTimeout(PATIENCE)
                .maxReconnects(-1)
                // Where we connect to is the operator's business; and a certificate is for the name that he wrote.
                .ignoreDiscoveredServers()
                .hostnameResolveMode(Options.HostnameResolveMode.HappyEyeballs);
        if (settings.secured()) {
            try {
                options.sslContext(EngineTls.of(settings));
            } catch (GeneralSecurityException e) {
                throw new IOException(String.valueOf(e.getMessage()), e);
            }
        }
        if (settings.creds().isPresent()) {
            byte[] content = SecretFile.read("creds", settings.creds().get());
            try {
                if (!isOfNsc(content)) {
                    throw new IOException("creds: " + settings.creds().get()
                            + ": must have a user's JWT and seed, as nsc writes them");
                }
                options.authHandler(Nats.staticCredentials(content.clone()));
            } finally {
                Arrays.fill(content, (byte) 0);
            }
        } else if (settings.user().isPresent()) {
            byte[] content = SecretFile.read("user", settings.user().get());
            List<String> lines =
                    new String(content, StandardCharsets.UTF_8).lines().toList();
            Arrays.fill(content, (byte) 0);
            if (lines.size() < 2 || lines.get(0).isBlank() || lines.get(1).isEmpty()) {
                throw new IOException("user: " + settings.user().get()
                        + ": must have the user on one line and the password on the next");
            }
            options.userInfo(lines.get(0).toCharArray(), lines.get(1).toCharArray());
        }
        return options;
    }

    private static boolean isOfNsc(byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        return text.contains("-BEGIN NATS USER JWT-") && text.contains("-BEGIN USER NKEY SEED-");
    }

    private void denied(Connection source, String error) {
        String words = error.toLowerCase(Locale.ROOT).contains("permissions violation")
                ? "the log-in may not do this: " + error + "; docs/fleet.md has the permissions"
                : "the server has ended it: " + error;
        if (denial.compareAndSet(null, words)) {
            try {
                source.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    Connection connection() {
        return connection;
    }

    /** What it has forbidden, if it has; then what else has failed follows from that. */
    Optional<String> denial() {
        return Optional.ofNullable(denial.get());
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.close();
    }
}
