// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CrlInfo;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.ftp.FtpServer;
import org.ussl.monitor.internal.CheckResult.Status;
import org.ussl.mqtt.MqttConnection;

/** Whether the gateway does what it is there for, by five checks; settings that are weak are the shell's to tell. */
final class GatewayHealth {

    /** When this was written; no clock that is set is before. */
    private static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:00Z");

    private static final int CONNECT_MILLIS = 2_000;
    private static final int SECONDS = 5;
    /** For what leaves a trace: a write, which flash memory is worn by, and a connection, which a server may count. */
    private static final int SELDOM_SECONDS = 60;

    private final Supplier<Sources> sources;
    private final Supplier<MonitorSettings> settings;
    private final Clock clock;
    private final List<GatewayCheck> checks;

    GatewayHealth(Supplier<Sources> sources, Supplier<MonitorSettings> settings, Clock clock, LongSupplier nanoTime) {
        this.sources = sources;
        this.settings = settings;
        this.clock = clock;
        checks = List.of(
                new GatewayCheck("expiry", SECONDS, nanoTime, this::expiry),
                new GatewayCheck("store", SELDOM_SECONDS, nanoTime, this::store),
                new GatewayCheck("clock", SECONDS, nanoTime, this::clock),
                new GatewayCheck("ingest", SELDOM_SECONDS, nanoTime, this::ingest),
                new GatewayCheck("mqtt", SECONDS, nanoTime, this::mqtt));
    }

    /** The checks, always the same ones. */
    List<GatewayCheck> checks() {
        return checks;
    }

    private CheckResult expiry() {
        List<CredentialInfo> profiles = sources.get().profiles();
        List<CheckResult> results = new ArrayList<>();
        for (CredentialInfo profile : profiles) {
            Validity.of(profile).forEach(validity -> results.add(expiry(profile, validity)));
            profile.crls().forEach(list -> overdue(profile, list).ifPresent(results::add));
        }
        return CheckResult.worst(
                results,
                profiles.stream()
                        .flatMap(profile -> Validity.firstOf(profile).stream())
                        .map(validity -> validity.certificate().notAfter())
                        .min(Instant::compareTo)
                        .map(end -> "all are valid until " + day(end))
                        .orElse("there is no certificate yet"));
    }

    private CheckResult expiry(CredentialInfo profile, Validity validity) {
        Instant now = clock.instant();
        Instant end = validity.certificate().notAfter();
        String what = profile.profile() + ": " + validity.certificate().subject() + " in "
                + validity.part().fileName();
        if (now.isAfter(end)) {
            return CheckResult.critical(what + " has ended on " + day(end) + ": upload its successor");
        }
        String left = what + " ends on " + day(end) + ", in " + ChronoUnit.DAYS.between(now, end)
                + " days: upload its successor";
        if (now.isAfter(end.minus(settings.get().critical()))) {
            return CheckResult.critical(left);
        }
        return now.isAfter(end.minus(settings.get().warn())) ? CheckResult.warn(left) : CheckResult.ok("");
    }

    /** A warning: peers that the list does not name get in as before, unless crlMode is hard. */
    private Optional<CheckResult> overdue(CredentialInfo profile, CrlInfo list) {
        return list.nextUpdate()
                .filter(clock.instant()::isAfter)
                .map(due -> CheckResult.warn(profile.profile() + ": the successor of the revocation list of "
                        + list.issuer() + " was due on " + day(due) + ": upload it as crl.pem"));
    }

    private CheckResult store() {
        Optional<CredentialStore> store = sources.get().store();
        if (store.isEmpty()) {
            return CheckResult.critical("no store is running: configure org.ussl.store.file");
        }
        try {
            store.get().probe();
            return CheckResult.ok("can be written");
        } catch (CredentialStoreException e) {
            return CheckResult.critical(String.valueOf(e.getMessage()));
        }
    }

    private CheckResult clock() {
        Instant now = clock.instant();
        Instant newest = sources.get().profiles().stream()
                .map(CredentialInfo::committedAt)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
        String says = "says " + now.truncatedTo(ChronoUnit.SECONDS);
        if (now.isBefore(WRITTEN)) {
            return CheckResult.critical(says + ", so it is not set: set it, and start NTP");
        }
        return now.isBefore(newest)
                ? CheckResult.critical(says + ", before the last delivery at " + newest.truncatedTo(ChronoUnit.SECONDS)
                        + ": set it, and start NTP")
                : CheckResult.ok(says);
    }

    private CheckResult ingest() {
        if (sources.get().intake().isEmpty()) {
            return CheckResult.critical("no intake is running, so nothing can be delivered: ussl:doctor tells why");
        }
        Optional<FtpServer> ftp = sources.get().ftp();
        if (ftp.isEmpty() || !ftp.get().isRunning()) {
            return CheckResult.ok(
                    "the intake is running; the FTP drop box is " + (ftp.isEmpty() ? "not installed" : "switched off"));
        }
        return ftp.get()
                .address()
                .map(GatewayHealth::connects)
                .orElseGet(() -> CheckResult.critical(
                        "the FTP drop box waits for its port, which somebody else has: see the log"));
    }

    /** Connects as a client would, and says nothing. */
    private static CheckResult connects(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        InetSocketAddress reachable = host == null || host.isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort())
                : address;
        try (Socket socket = new Socket()) {
            socket.connect(reachable, CONNECT_MILLIS);
            return CheckResult.ok("the FTP drop box listens on port " + address.getPort());
        } catch (IOException e) {
            return CheckResult.critical(
                    "the FTP drop box does not answer on port " + address.getPort() + ": " + e.getMessage());
        }
    }

    private CheckResult mqtt() {
        List<MqttConnection> connections = sources.get().mqtt();
        return CheckResult.worst(
                connections.stream().map(GatewayHealth::mqtt).toList(),
                connections.isEmpty() ? "no connection is configured" : connections.size() + " are up");
    }

    private static CheckResult mqtt(MqttConnection connection) {
        return switch (connection.state()) {
            case CONNECTED -> CheckResult.ok("");
            case CONNECTING ->
                new CheckResult(
                        Status.TEMPORARILY_UNAVAILABLE,
                        connection.name() + " does not reach its broker, and tries on: see the log");
            case WAITING_FOR_CREDENTIAL ->
                CheckResult.critical(connection.name() + " waits for its profile: deliver what is missing of it");
            case CLOSED -> CheckResult.ok("");
        };
    }

    private static String day(Instant instant) {
        return instant.atZone(ZoneOffset.UTC).toLocalDate().toString();
    }
}
