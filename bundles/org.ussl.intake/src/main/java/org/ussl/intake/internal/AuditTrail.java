// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.Audit;
import org.ussl.credential.AuditEvent;
import org.ussl.credential.AuditListener;
import org.ussl.credential.CertificateRequest;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.IntakeReceipt.Status;
import org.ussl.credential.Origin;

/** Records what passes the intake: who brought what, and what became of it. Nothing that is secret gets here. */
final class AuditTrail implements CredentialIntake, Audit {

    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

    /** What fits on a page, and on a busy day some hours. */
    private static final int RECENT = 200;

    private final CredentialIntake desk;
    private final CredentialLedger ledger;
    private volatile Optional<AuditLog> log;
    private final Clock clock;
    private final Supplier<List<AuditListener>> listeners;
    private final RecentEvents recent = new RecentEvents(RECENT);

    AuditTrail(
            CredentialIntake desk,
            CredentialLedger ledger,
            Optional<AuditLog> log,
            Clock clock,
            Supplier<List<AuditListener>> listeners) {
        this.listeners = listeners;
        this.desk = desk;
        this.ledger = ledger;
        this.log = log;
        this.clock = clock;
    }

    /** Writes to another log from now on. */
    void log(Optional<AuditLog> next) {
        log = next;
    }

    @Override
    public IntakeReceipt offer(CredentialPath path, byte[] content) throws CredentialRejectedException {
        return offer(path, content, Origin.UNKNOWN);
    }

    @Override
    public IntakeReceipt offer(CredentialPath path, byte[] content, Origin origin) throws CredentialRejectedException {
        return recorded("delivery", path, origin, () -> desk.offer(path, content, origin));
    }

    @Override
    public List<IntakeReceipt> offer(String profile, Map<CredentialPart, byte[]> parts, Origin origin)
            throws CredentialRejectedException {
        try {
            List<IntakeReceipt> receipts = desk.offer(profile, parts, origin);
            receipts.forEach(receipt -> keep(taken(name(parts, receipt.path().part()), receipt, origin)));
            return receipts;
        } catch (CredentialRejectedException e) {
            for (CredentialPart part : new TreeSet<>(parts.keySet())) {
                keep(refused(name(parts, part), new CredentialPath(profile, part), origin, e));
            }
            throw e;
        }
    }

    private static String name(Map<CredentialPart, byte[]> parts, CredentialPart part) {
        byte[] content = parts.get(part);
        return content == null || content.length > 0 ? "delivery" : "removal";
    }

    @Override
    public IntakeReceipt remove(CredentialPath path) throws CredentialRejectedException {
        return remove(path, Origin.UNKNOWN);
    }

    @Override
    public IntakeReceipt remove(CredentialPath path, Origin origin) throws CredentialRejectedException {
        return recorded("removal", path, origin, () -> desk.remove(path, origin));
    }

    @Override
    public IntakeReceipt drop(String profile) throws CredentialRejectedException {
        return drop(profile, Origin.UNKNOWN);
    }

    @Override
    public IntakeReceipt drop(String profile, Origin origin) throws CredentialRejectedException {
        return recorded(
                "drop", new CredentialPath(profile, CredentialPart.CERT), origin, () -> desk.drop(profile, origin));
    }

    @Override
    public void record(String name, String outcome, Origin origin, Map<String, String> details) {
        Map<String, Object> event = event(name, null, origin);
        event.put("outcome", outcome);
        details.forEach(event::putIfAbsent);
        keep(event);
    }

    @Override
    public List<AuditEvent> recent(int max) {
        return recent.newest(max);
    }

    /** A roll-back, which passes by the ledger. */
    CredentialInfo rollback(String profile, long revision, Origin origin) {
        CredentialInfo info = ledger.rollback(profile, revision, origin);
        Map<String, Object> event = event("rollback", profile, origin);
        event.put("outcome", "committed");
        event.put("restored", revision);
        describe(event, info);
        keep(event);
        return info;
    }

    /** A request for a certificate, whose key was made here. */
    String request(String profile, CertificateRequest request, Origin origin) {
        String file = ledger.request(profile, request, origin);
        Map<String, Object> event = event("request", profile, origin);
        event.put("part", CredentialPart.KEY.fileName());
        event.put("outcome", "pending");
        event.put("kind", request.kind());
        event.put("subject", request.subject());
        keep(event);
        return file;
    }

    /** Parts that waited in vain. */
    void expired(Map<String, Set<CredentialPart>> parts) {
        parts.forEach((profile, dropped) -> {
            for (CredentialPart part : new TreeSet<>(dropped)) {
                Map<String, Object> event = event("drop", profile, Origin.GATEWAY);
                event.put("part", part.fileName());
                event.put("outcome", "expired");
                keep(event);
            }
        });
    }

    private IntakeReceipt recorded(String name, CredentialPath path, Origin origin, Call call)
            throws CredentialRejectedException {
        try {
            IntakeReceipt receipt = call.make();
            keep(taken(name, receipt, origin));
            return receipt;
        } catch (CredentialRejectedException e) {
            keep(refused(name, path, origin, e));
            throw e;
        }
    }

    private void keep(Map<String, Object> event) {
        AuditEvent kept = recent.add(event);
        log.ifPresent(sink -> sink.append(event));
        for (AuditListener listener : listeners.get()) {
            try {
                listener.recorded(kept);
            } catch (RuntimeException e) {
                LOG.warn("{} could not take an event", listener.getClass().getName(), e);
            }
        }
    }

    private Map<String, Object> taken(String name, IntakeReceipt receipt, Origin origin) {
        CredentialPath path = receipt.path();
        Map<String, Object> event = event(name, path.profile(), origin);
        event.put("part", path.part().fileName());
        event.put("outcome", receipt.status().name().toLowerCase(Locale.ROOT));
        if (receipt.status() == Status.COMMITTED) {
            ledger.inUse(path.profile()).ifPresent(info -> describe(event, info));
        } else {
            event.put("revision", receipt.revision());
        }
        event.put("message", receipt.message());
        if (!receipt.warnings().isEmpty()) {
            event.put("warnings", receipt.warnings());
        }
        return event;
    }

    private Map<String, Object> refused(
            String name, CredentialPath path, Origin origin, CredentialRejectedException refusal) {
        Map<String, Object> event = event(name, path.profile(), origin);
        event.put("part", path.part().fileName());
        event.put("outcome", "refused");
        event.put("reason", refusal.reason());
        event.put("message", String.valueOf(refusal.getMessage()));
        return event;
    }

    private Map<String, Object> event(String name, @Nullable String profile, Origin origin) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("time", clock.instant());
        event.put("event", name);
        if (profile != null) {
            event.put("profile", profile);
        }
        event.put("user", origin.user());
        event.put("transport", origin.transport());
        event.put("address", origin.address());
        return event;
    }

    private static void describe(Map<String, Object> event, CredentialInfo info) {
        event.put("revision", info.revision());
        if (!info.chain().isEmpty()) {
            event.put("certificate", info.chain().get(0).fingerprint());
            event.put("notAfter", info.chain().get(0).notAfter());
        }
    }

    /** One call of the desk. */
    private interface Call {
        IntakeReceipt make() throws CredentialRejectedException;
    }
}
