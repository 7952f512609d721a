// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;
import org.ussl.credential.CertificateInfo;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CrlInfo;
import org.ussl.credential.Origin;
import org.ussl.credential.PendingPart;

/** What may be known of credentials, as tables and as data. */
final class CredentialWords {

    private CredentialWords() {}

    /** Versions in a line each. */
    static Table table(List<CredentialInfo> versions) {
        Table table = new Table(List.of("PROFILE", "REVISION", "CERTIFICATE", "EXPIRES", "STATE"), 16, 8, 24, 10);
        for (CredentialInfo info : versions) {
            table.row(
                    tone(info),
                    info.profile(),
                    info.revision(),
                    subject(info),
                    expiry(info).map(Text::day).orElse("-"),
                    state(info));
        }
        return table;
    }

    static Map<String, Object> data(CredentialInfo info) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("profile", info.profile());
        data.put("revision", info.revision());
        data.put("committedAt", info.committedAt().toString());
        data.put("inUse", info.inUse());
        data.put("change", info.change().action().name());
        data.put("changedBy", data(info.change().origin()));
        data.put("chain", info.chain().stream().map(CredentialWords::data).toList());
        data.put(
                "trustAnchors",
                info.trustAnchors().stream().map(CredentialWords::data).toList());
        data.put("crls", info.crls().stream().map(CredentialWords::data).toList());
        data.put(
                "pending",
                info.pendingParts().stream().map(CredentialWords::data).toList());
        return data;
    }

    private static Map<String, Object> data(CertificateInfo info) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("subject", info.subject());
        data.put("issuer", info.issuer());
        data.put("serialNumber", info.serialNumber());
        data.put("notBefore", info.notBefore().toString());
        data.put("notAfter", info.notAfter().toString());
        data.put("fingerprint", info.fingerprint());
        return data;
    }

    private static Map<String, Object> data(CrlInfo info) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("issuer", info.issuer());
        info.number().ifPresent(number -> data.put("number", number));
        data.put("thisUpdate", info.thisUpdate().toString());
        info.nextUpdate().ifPresent(next -> data.put("nextUpdate", next.toString()));
        data.put("revoked", info.revoked());
        return data;
    }

    static Map<String, Object> data(PendingPart part) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("part", part.part().fileName());
        part.arrivedAt().ifPresent(time -> data.put("arrivedAt", time.toString()));
        part.expiresAt().ifPresent(time -> data.put("expiresAt", time.toString()));
        data.put("from", data(part.origin()));
        part.certificate().ifPresent(certificate -> data.put("certificate", data(certificate)));
        return data;
    }

    private static Map<String, Object> data(Origin origin) {
        return Map.of("user", origin.user(), "transport", origin.transport(), "address", origin.address());
    }

    /** Who changes something at this shell. */
    static Origin origin(CommandSession session) {
        Object user = session.get("USER");
        return new Origin(user == null ? System.getProperty("user.name", "") : user.toString(), "shell", "");
    }

    /** Such as {@code ops by ftp from 192.0.2.7:40000}. */
    static String words(Origin origin) {
        return Stream.of(
                        origin.user(),
                        origin.transport().isEmpty() ? "" : "by " + origin.transport(),
                        origin.address().isEmpty() ? "" : "from " + origin.address())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" "));
    }

    /** The first end of validity of what a profile shows or, if it shows nothing, of what it trusts. */
    static Optional<Instant> expiry(CredentialInfo info) {
        List<CertificateInfo> which = info.chain().isEmpty() ? info.trustAnchors() : info.chain();
        return which.stream().map(CertificateInfo::notAfter).min(Instant::compareTo);
    }

    private static String subject(CredentialInfo info) {
        if (!info.chain().isEmpty()) {
            return info.chain().get(0).subject();
        }
        return info.trustAnchors().isEmpty() ? "-" : "(" + info.trustAnchors().size() + " CA only)";
    }

    private static String state(CredentialInfo info) {
        String state = isExpired(info) ? "EXPIRED" : info.inUse() ? "in use" : "kept";
        String waiting =
                info.pending().stream().sorted().map(CredentialPart::fileName).collect(Collectors.joining(", "));
        return waiting.isEmpty() ? state : state + "; " + waiting + " waits";
    }

    private static boolean isExpired(CredentialInfo info) {
        return expiry(info).map(end -> end.isBefore(Instant.now())).orElse(false);
    }

    private static Tone tone(CredentialInfo info) {
        if (isExpired(info)) {
            return info.inUse() ? Tone.BAD : Tone.NONE;
        }
        return !info.pending().isEmpty() ? Tone.LOOK : info.inUse() ? Tone.GOOD : Tone.NONE;
    }
}
