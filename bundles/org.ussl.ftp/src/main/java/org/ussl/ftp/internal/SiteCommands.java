// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CertificateInfo;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.Credentials;
import org.ussl.credential.Origin;

/** What SITE can do: tell of profiles in words and metadata, and drop a part that waits. */
final class SiteCommands {

    private static final List<String> HELP = List.of(
            " SITE STATUS [profile]   what is in use, and what waits for its counterpart",
            " SITE DROP profile       drops the part that waits; what is in use stays",
            " SITE HELP               this text");

    private final IntakeDesk desk;
    private final Supplier<@Nullable Credentials> credentials;

    SiteCommands(IntakeDesk desk, Supplier<@Nullable Credentials> credentials) {
        this.desk = desk;
        this.credentials = credentials;
    }

    Reply answer(SessionUser user, Origin origin, @Nullable String argument) {
        Permissions permissions = user.permissions();
        String[] words = argument == null ? new String[] {""} : argument.trim().split(" +");
        String profile = words.length == 2 ? words[1].toLowerCase(Locale.ROOT) : null;
        return switch (words[0].toUpperCase(Locale.ROOT)) {
            case "HELP" -> Reply.ofLines(214, "SITE commands:", HELP, "The rest is in the gateway's docs/ftp.md");
            case "STATUS" -> words.length > 2 ? usage() : status(permissions, profile);
            case "DROP" ->
                profile == null || !CredentialPath.isProfileName(profile)
                        ? usage()
                        : drop(permissions, profile, origin);
            default -> Reply.of(502, "SITE knows HELP, STATUS and DROP");
        };
    }

    private static Reply usage() {
        return Reply.of(501, "SITE STATUS [profile], SITE DROP profile, or SITE HELP");
    }

    private Reply drop(Permissions permissions, String profile, Origin origin) {
        return permissions.mayWrite(profile)
                ? desk.drop(profile, origin)
                : Reply.of(550, "You may not write the profile " + profile);
    }

    private Reply status(Permissions permissions, @Nullable String profile) {
        Credentials reader = credentials.get();
        if (reader == null) {
            return Reply.of(450, "The credential store is not running; try again later");
        }
        List<CredentialInfo> known;
        try {
            known = reader.profiles().stream()
                    .filter(info -> permissions.concerns(info.profile()))
                    .toList();
        } catch (RuntimeException | Error e) { // As at the intake's desk.
            return Reply.of(450, "The credential store cannot be read; try again later");
        }
        if (profile == null) {
            List<String> lines = known.stream().map(info -> " " + summary(info)).collect(Collectors.toList());
            String count = known.size() == 1 ? "1 profile" : known.size() + " profiles";
            return lines.isEmpty()
                    ? Reply.of(200, "No profile has a credential")
                    : Reply.ofLines(200, "Profiles:", lines, count);
        }
        return known.stream()
                .filter(info -> info.profile().equals(profile))
                .findFirst()
                .map(info -> Reply.ofLines(200, summary(info), details(info), "End"))
                .orElseGet(() -> Reply.of(200, "This profile has no credential"));
    }

    private static String summary(CredentialInfo info) {
        StringBuilder text = new StringBuilder(info.profile()).append(": ");
        text.append(info.revision() == 0 ? "nothing in use" : "revision " + info.revision());
        if (!info.chain().isEmpty()) {
            text.append(", ").append(subject(info.chain().get(0)));
        }
        int anchors = info.trustAnchors().size();
        if (anchors > 0) {
            text.append(anchors == 1 ? ", 1 CA certificate" : ", " + anchors + " CA certificates");
        }
        if (!info.pending().isEmpty()) {
            text.append("; waits: ")
                    .append(info.pending().stream()
                            .sorted()
                            .map(CredentialPart::label)
                            .collect(Collectors.joining(", ")));
        }
        return text.toString();
    }

    private static List<String> details(CredentialInfo info) {
        List<String> lines = new ArrayList<>();
        if (info.revision() > 0) {
            lines.add(" committed: " + info.committedAt());
        }
        info.chain().forEach(certificate -> details(lines, "certificate", certificate));
        info.trustAnchors().forEach(anchor -> details(lines, "CA certificate", anchor));
        return lines;
    }

    private static void details(List<String> lines, String kind, CertificateInfo certificate) {
        lines.add(" " + kind + ": " + subject(certificate) + ", from " + day(certificate.notBefore()));
        lines.add("   issued by " + certificate.issuer() + ", serial " + certificate.serialNumber());
        lines.add("   SHA-256 " + certificate.fingerprint());
    }

    private static String subject(CertificateInfo certificate) {
        return certificate.subject() + ", expires " + day(certificate.notAfter());
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }
}
