// SPDX-License-Identifier: Apache-2.0
package org.ussl.web.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ussl.credential.CertificateInfo;
import org.ussl.credential.Change;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CrlInfo;
import org.ussl.credential.Origin;
import org.ussl.credential.PendingPart;
import org.ussl.web.internal.Outlook.Level;

/**
 * One version of a profile for people: its parts with how long they last, what waits, and who made it. Names and dates
 * only; what it is made from knows no key.
 */
final class ProfileView {

    /** More CA certificates than this are summed up in a line. */
    private static final int SHOWN_ANCHORS = 4;

    private final CredentialInfo info;
    private final Instant now;
    private final List<Part> parts = new ArrayList<>();

    ProfileView(CredentialInfo info, Instant now) {
        this.info = info;
        this.now = now;
        addIdentity();
        addAnchors();
        info.crls().forEach(this::addCrl);
    }

    /** The parts in use, ours first. */
    List<Part> parts() {
        return List.copyOf(parts);
    }

    /** The worst of the parts. */
    Level level() {
        return parts.stream().map(part -> part.outlook().level()).reduce(Level.OK, Level::orWorse);
    }

    Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", info.profile());
        tree.put("revision", info.revision());
        tree.put("inUse", info.inUse());
        tree.put("level", level().text());
        tree.put("since", info.committedAt());
        tree.put("change", change(info.change()));
        tree.put("by", by(info.change().origin()));
        tree.put("parts", parts.stream().map(Part::tree).toList());
        tree.put(
                "pending",
                info.pendingParts().stream()
                        .sorted(Comparator.comparing(PendingPart::part))
                        .map(this::pending)
                        .toList());
        return tree;
    }

    private void addIdentity() {
        if (info.chain().isEmpty()) {
            return;
        }
        CertificateInfo own = info.chain().get(0);
        CertificateInfo first = firstToEnd(info.chain());
        String note = first.equals(own) ? "" : "its issuer " + first.subject() + " ends first";
        parts.add(new Part(CredentialPart.CERT, own, first.notAfter(), Outlook.of(first, now), note));
    }

    private void addAnchors() {
        List<CertificateInfo> byEnd = info.trustAnchors().stream()
                .sorted(Comparator.comparing(CertificateInfo::notAfter).reversed())
                .toList();
        boolean anyGood =
                byEnd.stream().anyMatch(anchor -> Outlook.of(anchor, now).level() != Level.NOW);
        for (CertificateInfo anchor : byEnd.subList(0, Math.min(SHOWN_ANCHORS, byEnd.size()))) {
            Outlook outlook = Outlook.of(anchor, now);
            parts.add(new Part(
                    CredentialPart.CA, anchor, anchor.notAfter(), anyGood ? outlook.atMostSoon() : outlook, ""));
        }
        if (byEnd.size() > SHOWN_ANCHORS) {
            CertificateInfo first = byEnd.get(byEnd.size() - 1);
            Outlook outlook = Outlook.of(first, now);
            String note = "and " + (byEnd.size() - SHOWN_ANCHORS) + " more; this one ends first";
            parts.add(new Part(
                    CredentialPart.CA, first, first.notAfter(), anyGood ? outlook.atMostSoon() : outlook, note));
        }
    }

    private void addCrl(CrlInfo list) {
        parts.add(new Part(
                CredentialPart.CRL,
                list.issuer(),
                list.thisUpdate(),
                list.nextUpdate().orElse(Instant.MAX),
                list.fingerprint(),
                Outlook.of(list, now),
                list.revoked() + " revoked"));
    }

    private static CertificateInfo firstToEnd(List<CertificateInfo> certificates) {
        return certificates.stream()
                .min(Comparator.comparing(CertificateInfo::notAfter))
                .orElseThrow();
    }

    private Map<String, Object> pending(PendingPart part) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("part", part.part().fileName());
        tree.put("text", waiting(part));
        return tree;
    }

    /** What waits, for what, and until when. */
    String waiting(PendingPart part) {
        CredentialPart counterpart = part.part() == CredentialPart.KEY ? CredentialPart.CERT : CredentialPart.KEY;
        StringBuilder text = new StringBuilder()
                .append(part.part().fileName())
                .append(part.certificate()
                        .map(certificate -> " (" + certificate.subject() + ")")
                        .orElse(""))
                .append(" waits for its ")
                .append(counterpart.fileName());
        part.expiresAt()
                .ifPresent(end -> text.append("; it is dropped in ")
                        .append(Outlook.span(Duration.between(now, end)))
                        .append(" if that does not come"));
        return text.toString();
    }

    private static String change(Change change) {
        String files =
                change.parts().stream().sorted().map(CredentialPart::fileName).collect(Collectors.joining(", "));
        return switch (change.action()) {
            case DELIVERY -> files + " delivered";
            case REMOVAL -> files + " removed";
            case ROLLBACK -> "rolled back to revision " + change.restored();
            case MIGRATION -> "taken over from another store";
            case UNKNOWN -> "";
        };
    }

    /** Who it was: {@code ann by ftp from 192.0.2.7:2000}. */
    static String by(Origin origin) {
        StringBuilder text = new StringBuilder(origin.user());
        if (!origin.transport().isEmpty()) {
            text.append(text.isEmpty() ? "by " : " by ").append(origin.transport());
        }
        if (!origin.address().isEmpty()) {
            text.append(text.isEmpty() ? "from " : " from ").append(origin.address());
        }
        return text.toString();
    }

    /**
     * A part that is in use.
     *
     * @param part which
     * @param subject whom it names; for a revocation list its issuer
     * @param notBefore its start
     * @param notAfter its end, or that of an issuer that ends earlier; {@link Instant#MAX} for none
     * @param fingerprint SHA-256 in hexadecimal
     * @param outlook how long it lasts
     * @param note what else is to be said; may be empty
     */
    record Part(
            CredentialPart part,
            String subject,
            Instant notBefore,
            Instant notAfter,
            String fingerprint,
            Outlook outlook,
            String note) {

        Part(CredentialPart part, CertificateInfo certificate, Instant notAfter, Outlook outlook, String note) {
            this(
                    part,
                    certificate.subject(),
                    certificate.notBefore(),
                    notAfter,
                    certificate.fingerprint(),
                    outlook,
                    note);
        }

        Map<String, Object> tree() {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("part", part.fileName());
            tree.put("label", part.label());
            tree.put("subject", subject);
            tree.put("notBefore", notBefore);
            if (!notAfter.equals(Instant.MAX)) {
                tree.put("notAfter", notAfter);
            }
            tree.put("fingerprint", fingerprint);
            tree.put("level", outlook.level().text());
            tree.put("words", outlook.words());
            tree.put("left", outlook.percentLeft());
            tree.put("note", note);
            return tree;
        }
    }
}
