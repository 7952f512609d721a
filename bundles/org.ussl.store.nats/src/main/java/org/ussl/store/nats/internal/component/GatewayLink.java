// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.component;

import io.nats.client.Options;
import io.nats.client.Options.HostnameResolveMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.store.nats.internal.DeliveryDesk;
import org.ussl.store.nats.internal.OperatorList;
import org.ussl.store.nats.internal.ReportFolder;
import org.ussl.store.nats.internal.StoreKeys;
import org.ussl.store.nats.internal.engine.Chores;
import org.ussl.store.nats.internal.engine.FleetFeed;
import org.ussl.store.nats.internal.engine.Pace;
import org.ussl.store.nats.internal.sealing.DeliveryGate;
import org.ussl.store.nats.internal.sealing.MarkFolder;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.TlsService;

/**
 * A gateway on its fleet's engine, for one configuration. Everything that may take its time happens in a thread of its
 * own: the keys, which a token may have to make, and the engine, which may not be there for days.
 */
final class GatewayLink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayLink.class);
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final FleetSettings settings;
    private final CredentialStore store;
    private final PresentIntake intake;
    private final Supplier<@Nullable TlsService> tls;
    private final String software;
    private final OperatorList operators;
    private final MarkFolder marks;
    private final Chores chores = new Chores("ussl-fleet-start");
    private volatile @Nullable StoreKeys keys;
    private volatile String waitsFor = "the gateway's keys";
    private @Nullable FleetFeed feed; // guarded by this
    private boolean closed; // guarded by this

    GatewayLink(
            FleetSettings settings,
            CredentialStore store,
            PresentIntake intake,
            Supplier<@Nullable TlsService> tls,
            String software) {
        this.settings = settings;
        this.store = store;
        this.intake = intake;
        this.tls = tls;
        this.software = software;
        this.operators = new OperatorList(settings.operators());
        this.marks = new MarkFolder(settings.folder().resolve("taken"));
    }

    /** Returns at once. */
    void open() {
        chores.soon(this::start);
    }

    private void start() {
        try {
            folder(settings.folder());
            folder(settings.folder().resolve("taken"));
            folder(settings.folder().resolve("reports"));
            StoreKeys own = StoreKeys.open(store, settings.gateway());
            keys = own;
            LOG.info(
                    "fleet {}: this gateway is {}, fingerprint {}",
                    settings.fleet(),
                    settings.gateway(),
                    own.party().fingerprint());
            listen(own);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            waitsFor = "the gateway's keys: " + e.getMessage();
            LOG.warn("fleet {}: not on the engine: {}", settings.fleet(), e.getMessage());
            chores.after(LONGEST, this::start);
        }
    }

    private synchronized void listen(StoreKeys own) {
        if (closed) {
            return;
        }
        Clock clock = Clock.systemUTC();
        DeliveryGate gate = new DeliveryGate(settings.fleet(), own, operators, marks);
        FleetFeed made = new FleetFeed(
                settings.fleet(),
                new DeliveryDesk(gate, intake, intake, String.join(" ", settings.servers()), clock),
                own,
                operators,
                new ReportFolder(settings.folder().resolve("reports")),
                software,
                new Pace(FIRST, LONGEST, settings.presence()),
                clock);
        feed = made;
        made.open(this::line);
    }

    /** Anew for each attempt: a context belongs to the TLS service that made it. */
    private Options.Builder line() throws IOException {
        Options.Builder options = new Options.Builder()
                .servers(settings.servers().toArray(String[]::new))
                // Where a gateway connects to is its operator's business and not the engine's.
                .ignoreDiscoveredServers()
                // A certificate is for the name that was configured, not for the address that it has today. This is the
                // one
                // mode of the library that keeps the name: noResolveHostnames() resolves, and Unresolved finds nobody.
                .hostnameResolveMode(HostnameResolveMode.HappyEyeballs);
        if (settings.profile().isPresent()) {
            TlsService service = tls.get();
            if (service == null) {
                throw new IOException("there is no TLS service at the moment");
            }
            options.sslContext(
                    service.sslContext(TlsOptions.profile(settings.profile().get())));
        }
        return settings.login().add(options);
    }

    private static void folder(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path);
            if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            }
        }
    }

    /** What an operator wants to see. */
    String describe() {
        FleetFeed present;
        synchronized (this) {
            present = feed;
        }
        StoreKeys own = keys;
        return own == null || present == null
                ? "fleet " + settings.fleet() + ": waits for " + waitsFor
                : LinkSheet.of(settings, own.party(), operators.get(), present.state(), marks);
    }

    @Override
    public void close() {
        FleetFeed open;
        synchronized (this) {
            closed = true;
            open = feed;
        }
        chores.close();
        if (open != null) {
            open.close();
        }
    }
}
