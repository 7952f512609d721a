// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import org.ussl.credential.CertificateInfo;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialPart;

/** Versions as lines of at most 80 columns. */
final class CredentialTable {
    private static final String FORMAT = "%-14.14s %8s  %-30.30s %-10s %s";
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd").withZone(ZoneOffset.UTC);

    private CredentialTable() {}

    static String of(List<CredentialInfo> versions) {
        String head = FORMAT.formatted("PROFILE", "REVISION", "CERTIFICATE", "EXPIRES", "STATE");
        return versions.stream().map(CredentialTable::line).collect(Collectors.joining("\n", head + "\n", ""));
    }

    private static String line(CredentialInfo info) {
        return FORMAT.formatted(info.profile(), info.revision(), subject(info), expires(info), state(info));
    }

    private static String subject(CredentialInfo info) {
        if (!info.chain().isEmpty()) {
            return info.chain().get(0).subject();
        }
        return info.trustAnchors().isEmpty() ? "-" : "(" + info.trustAnchors().size() + " CA only)";
    }

    private static String expires(CredentialInfo info) {
        List<CertificateInfo> which = info.chain().isEmpty() ? info.trustAnchors() : info.chain();
        return which.stream()
                .map(CertificateInfo::notAfter)
                .min(Instant::compareTo)
                .map(DAY::format)
                .orElse("-");
    }

    private static String state(CredentialInfo info) {
        String state = info.inUse() ? "in use" : "kept";
        String waiting =
                info.pending().stream().sorted().map(CredentialPart::fileName).collect(Collectors.joining(", "));
        return waiting.isEmpty() ? state : state + "; " + waiting + " waits";
    }
}
