// SPDX-License-Identifier: Apache-2.0
package org.ussl.web.internal;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.ussl.credential.AuditEvent;
import org.ussl.credential.CredentialInfo;
import org.ussl.tls.ConnectionInfo;
import org.ussl.tls.TlsStatistics;

/**
 * What the page shows, as trees of text and numbers that become JSON. It is made from the services that know metadata
 * only; there is no way from here to a key.
 */
final class GatewayView {

    private static final int SHOWN_EVENTS = 50;
    private static final int SHOWN_CONNECTIONS = 200;

    private final Clock clock;

    GatewayView(Clock clock) {
        this.clock = clock;
    }

    /** The gateway at this moment. */
    Map<String, Object> state(Services services) {
        Instant now = clock.instant();
        List<CredentialInfo> profiles =
                services.credentials().map(all -> all.profiles()).orElse(List.of());
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("now", now);
        tree.put("attention", Attention.of(services, profiles, now).tree());
        tree.put("canUpload", services.intake().isPresent());
        tree.put(
                "profiles",
                profiles.stream().map(info -> new ProfileView(info, now).tree()).toList());
        services.tls().ifPresent(tls -> tree.put("tls", statistics(tls.statistics())));
        tree.put(
                "events",
                services.audit().map(audit -> audit.recent(SHOWN_EVENTS)).orElse(List.of()).stream()
                        .map(GatewayView::event)
                        .toList());
        return tree;
    }

    /** The versions of a profile that are kept, newest first. */
    Map<String, Object> history(Services services, String profile) {
        Instant now = clock.instant();
        return Map.of(
                "versions",
                services.credentials().map(all -> all.history(profile)).orElse(List.of()).stream()
                        .map(info -> new ProfileView(info, now).tree())
                        .toList());
    }

    /**
     * The connections that are up, oldest first. Judging their peers costs something: asked for only while looked at.
     */
    Map<String, Object> connections(Services services) {
        List<ConnectionInfo> all = services.tls().map(tls -> tls.connections()).orElse(List.of());
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("count", all.size());
        tree.put(
                "connections",
                all.stream()
                        .limit(SHOWN_CONNECTIONS)
                        .map(GatewayView::connection)
                        .toList());
        return tree;
    }

    private static Map<String, Object> connection(ConnectionInfo connection) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("peer", connection.peer());
        tree.put("role", connection.role().name().toLowerCase(Locale.ROOT));
        tree.put("version", connection.version());
        tree.put("cipher", connection.cipher());
        tree.put("resumed", connection.resumed());
        tree.put("since", connection.since());
        tree.put(
                "subject",
                connection
                        .getpeercert()
                        .map(certificate ->
                                certificate.getSubjectX500Principal().getName())
                        .orElse(""));
        tree.put("verified", !connection.verifiedChain().isEmpty());
        tree.put("with", used(connection));
        return tree;
    }

    private static String used(ConnectionInfo connection) {
        ConnectionInfo.Used used = connection.identity() != null ? connection.identity() : connection.trust();
        return used == null ? "" : used.profile() + " " + used.revision();
    }

    private static Map<String, Object> statistics(TlsStatistics statistics) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("live", statistics.live());
        tree.put("full", statistics.fullHandshakes());
        tree.put("resumed", statistics.resumedHandshakes());
        tree.put("closed", statistics.closedBySwap() + statistics.drained() + statistics.closedUntrusted());
        Map<String, Object> failed = new TreeMap<>();
        statistics.failedHandshakes().forEach((reason, count) -> failed.put(reason.name(), count));
        tree.put("failed", failed);
        return tree;
    }

    private static Map<String, Object> event(AuditEvent event) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("time", event.time());
        tree.put("event", event.event());
        tree.put("outcome", event.outcome());
        tree.put("profile", event.profile().orElse(""));
        tree.put("by", ProfileView.by(event.origin()));
        String message = event.details().get("message");
        tree.put("text", message != null ? message : event.details().getOrDefault("part", ""));
        return tree;
    }
}
