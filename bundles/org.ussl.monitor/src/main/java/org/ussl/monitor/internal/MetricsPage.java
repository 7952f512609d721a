// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CrlInfo;
import org.ussl.ftp.FtpServer;
import org.ussl.mqtt.MqttConnection;
import org.ussl.mqtt.MqttState;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsStatistics;

/**
 * The gateway's numbers for Prometheus, by its conventions: base units, counters that end in {@code _total}, points in
 * time as seconds since 1970. Names, dates and counts; nothing of it is secret, but not everybody's business either.
 */
final class MetricsPage {

    /** Who may upload may make profiles, and each is a few time series. */
    static final int MOST_PROFILES = 256;

    private static final int MOST_LISTS = 8;

    private final Supplier<Sources> sources;
    private final Tally tally;
    private final GatewayHealth health;
    private final String version;

    MetricsPage(Supplier<Sources> sources, Tally tally, GatewayHealth health, String version) {
        this.health = health;
        this.sources = sources;
        this.tally = tally;
        this.version = version;
    }

    /** The page of the moment. */
    String text() {
        Sources now = sources.get();
        Exposition page = new Exposition();
        page.gauge("ussl_build_info", "Always 1; the version of the bundle org.ussl.monitor.")
                .sample(1, "version", version);
        page.gauge("ussl_health", "Whether what a health check looks at works.");
        health.checks().forEach(check -> page.sample(check.result().works() ? 1 : 0, "check", check.name()));
        now.statistics().ifPresent(statistics -> tls(page, statistics));
        page.counter("ussl_swaps_total", "Versions of profiles that came into use, by what made them.");
        tally.swaps().forEach((action, count) -> page.sample(count, "action", action));
        uploads(page);
        if (now.credentials().isPresent()) {
            profiles(page, now.profiles());
        }
        now.ftp().ifPresent(ftp -> ftp(page, ftp));
        mqtt(page, now.mqtt());
        return page.toString();
    }

    private static void tls(Exposition page, TlsStatistics statistics) {
        page.counter("ussl_handshakes_total", "TLS handshakes, by outcome, and by reason if they failed.")
                .sample(statistics.fullHandshakes(), "outcome", "full", "reason", "")
                .sample(statistics.resumedHandshakes(), "outcome", "resumed", "reason", "");
        for (SSLError.Reason reason : SSLError.Reason.values()) {
            page.sample(
                    statistics.failedHandshakes().getOrDefault(reason, 0L),
                    "outcome",
                    "failed",
                    "reason",
                    Tally.word(reason));
        }
        page.gauge("ussl_connections", "TLS connections that are up.").sample(statistics.live());
        page.counter(
                        "ussl_connections_closed_total",
                        "TLS connections that the gateway has closed after a change of credentials, by cause.")
                .sample(statistics.closedBySwap(), "cause", "swapped")
                .sample(statistics.drained(), "cause", "drained")
                .sample(statistics.closedUntrusted(), "cause", "untrusted");
    }

    private void uploads(Exposition page) {
        page.counter("ussl_uploads_total", "Uploads of parts of credentials, by what became of them.");
        tally.uploads()
                .forEach((upload, count) -> page.sample(
                        count,
                        "transport",
                        upload.transport(),
                        "outcome",
                        upload.outcome(),
                        "reason",
                        upload.reason()));
        page.counter("ussl_logins_total", "Logins to a way in for credentials.");
        tally.logins()
                .forEach((login, count) ->
                        page.sample(count, "transport", login.transport(), "outcome", login.outcome()));
    }

    private static void profiles(Exposition page, List<CredentialInfo> all) {
        page.gauge(
                        "ussl_profiles",
                        "Profiles of the store; more than " + MOST_PROFILES + " are not told of one by one.")
                .sample(all.size());
        List<CredentialInfo> profiles = all.stream().limit(MOST_PROFILES).toList();
        page.gauge("ussl_credential_revision", "The revision of a profile that is in use; 0 if none is.");
        profiles.forEach(each -> page.sample(each.revision(), "profile", each.profile()));
        page.gauge("ussl_credential_committed_timestamp_seconds", "When the revision in use was committed.");
        profiles.stream()
                .filter(each -> each.revision() > 0)
                .forEach(each -> page.sample(each.committedAt().getEpochSecond(), "profile", each.profile()));
        page.gauge("ussl_pending_parts", "Parts of a profile that wait for their counterpart.");
        profiles.forEach(each -> page.sample(each.pending().size(), "profile", each.profile()));
        page.gauge(
                "ussl_certificate_expiry_timestamp_seconds",
                "When the first of the certificates in a part of a profile ends.");
        for (CredentialInfo profile : profiles) {
            for (Validity validity : Validity.of(profile)) {
                page.sample(
                        validity.certificate().notAfter().getEpochSecond(),
                        "profile",
                        profile.profile(),
                        "part",
                        validity.part().fileName(),
                        "subject",
                        validity.certificate().subject());
            }
        }
        page.gauge(
                "ussl_crl_next_update_timestamp_seconds",
                "Until when the successor of a revocation list of a profile is promised.");
        for (CredentialInfo profile : profiles) {
            profile.crls().stream()
                    .filter(list -> list.nextUpdate().isPresent())
                    .limit(MOST_LISTS)
                    .map(CrlInfo::issuer)
                    .distinct()
                    .forEach(issuer -> next(profile, issuer)
                            .ifPresent(
                                    seconds -> page.sample(seconds, "profile", profile.profile(), "issuer", issuer)));
        }
    }

    /** The earliest of an issuer's lists: two samples with the same labels are none at all. */
    private static Optional<Long> next(CredentialInfo profile, String issuer) {
        return profile.crls().stream()
                .filter(list -> list.issuer().equals(issuer))
                .flatMap(list -> list.nextUpdate().stream())
                .min(Instant::compareTo)
                .map(Instant::getEpochSecond);
    }

    private static void ftp(Exposition page, FtpServer ftp) {
        page.gauge("ussl_ftp_running", "Whether the FTP drop box is switched on.")
                .sample(ftp.isRunning() ? 1 : 0)
                .gauge("ussl_ftp_listening", "Whether the FTP drop box has its port.")
                .sample(ftp.address().isPresent() ? 1 : 0);
    }

    private static void mqtt(Exposition page, List<MqttConnection> connections) {
        page.gauge("ussl_mqtt_connected", "Whether a configured MQTT connection is up.");
        connections.forEach(
                each -> page.sample(each.state() == MqttState.CONNECTED ? 1 : 0, "connection", each.name()));
        page.gauge("ussl_mqtt_pending_messages", "Messages of a connection that the broker has not acknowledged.");
        connections.forEach(each -> page.sample(each.pending(), "connection", each.name()));
    }
}
