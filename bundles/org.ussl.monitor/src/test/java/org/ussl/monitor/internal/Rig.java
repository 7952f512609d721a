// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ussl.credential.AuditEvent;
import org.ussl.credential.CertificateInfo;
import org.ussl.credential.Change;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.Credentials;
import org.ussl.credential.CrlInfo;
import org.ussl.credential.Origin;

/** A gateway with profiles that a test makes up. */
final class Rig implements Credentials {
    static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");

    final List<CredentialInfo> profiles = new CopyOnWriteArrayList<>();

    Sources sources() {
        return new Sources(
                Optional.empty(), Optional.of(this), Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    GatewayHealth health() {
        return new GatewayHealth(
                this::sources,
                () -> MonitorSettings.parse("/metrics", "", false, 30, 7),
                Clock.fixed(NOW, ZoneOffset.UTC),
                System::nanoTime);
    }

    /** A profile in use with certificates that end so. */
    static CredentialInfo profile(String name, List<CertificateInfo> chain, List<CertificateInfo> anchors) {
        return profile(name, chain, anchors, List.of());
    }

    static CredentialInfo profile(
            String name, List<CertificateInfo> chain, List<CertificateInfo> anchors, List<CrlInfo> crls) {
        return new CredentialInfo(
                name,
                3,
                NOW,
                chain,
                anchors,
                crls,
                true,
                Set.of(CredentialPart.KEY),
                List.of(),
                Change.delivery(CredentialPart.CERT, Origin.UNKNOWN));
    }

    static CertificateInfo certificate(String subject, String notAfter) {
        return new CertificateInfo(
                subject, "CN=CA", "01", Instant.parse("2026-01-01T00:00:00Z"), Instant.parse(notAfter), "00");
    }

    static AuditEvent event(String name, String outcome, String transport, Map<String, String> details) {
        return new AuditEvent(NOW, name, outcome, Optional.of("default"), new Origin("ann", transport, ""), details);
    }

    @Override
    public List<CredentialInfo> profiles() {
        return profiles;
    }

    @Override
    public List<CredentialInfo> history(String profile) {
        return List.of();
    }

    @Override
    public CredentialInfo rollback(String profile, long revision) {
        throw new IllegalArgumentException("nothing is kept");
    }
}
