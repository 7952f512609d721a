// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ussl.credential.CertificateInfo;
import org.ussl.credential.Change;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CrlInfo;
import org.ussl.credential.Origin;
import org.ussl.credential.PendingPart;
import org.ussl.shell.internal.Finding.Severity;

class ValidityCheckTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Instant PAST = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant FUTURE = Instant.parse("2027-03-01T00:00:00Z");

    private static CertificateInfo certificate(Instant from, Instant to) {
        return new CertificateInfo("CN=gw-17", "CN=CA", "01", from, to, "00");
    }

    private static CredentialInfo profile(CertificateInfo certificate, List<CrlInfo> crls, List<PendingPart> pending) {
        return new CredentialInfo(
                "line-3",
                2,
                PAST,
                List.of(certificate),
                List.of(certificate(PAST, FUTURE)),
                crls,
                true,
                Set.of(),
                pending,
                Change.UNKNOWN);
    }

    private static Finding of(CredentialInfo profile, Instant now) {
        return ValidityCheck.of(List.of(profile), now).get(1);
    }

    @Test
    void isContentWithWhatIsValid() {
        List<Finding> findings =
                ValidityCheck.of(List.of(profile(certificate(PAST, FUTURE), List.of(), List.of())), NOW);
        assertThat(findings).extracting(Finding::severity).containsOnly(Severity.OK);
        assertThat(findings.get(1).words()).isEqualTo("valid until 2027-03-01");
    }

    @Test
    void knowsAClockThatIsNotSetOrWasSetBack() {
        CredentialInfo profile = profile(certificate(PAST, FUTURE), List.of(), List.of());
        assertThat(ValidityCheck.of(List.of(profile), Instant.parse("1970-01-01T00:00:20Z"))
                        .get(0))
                .matches(found ->
                        found.severity() == Severity.WRONG && found.words().contains("not set"));
        assertThat(ValidityCheck.of(List.of(profile), PAST.minusSeconds(60)).get(0))
                .matches(found ->
                        found.severity() == Severity.WRONG && found.words().contains("last delivery"));
    }

    @Test
    void tellsWhatHasExpiredOrWillSoonOrIsNotValidYet() {
        Finding expired = of(profile(certificate(PAST, NOW.minusSeconds(1)), List.of(), List.of()), NOW);
        assertThat(expired.severity()).isEqualTo(Severity.WRONG);
        assertThat(expired.words()).contains("CN=gw-17 has expired 2026-11-22");
        Finding soon = of(profile(certificate(PAST, NOW.plusSeconds(86_400 * 9L)), List.of(), List.of()), NOW);
        assertThat(soon.severity()).isEqualTo(Severity.LOOK);
        assertThat(soon.words()).contains("in 9 days");
        Finding early = of(profile(certificate(NOW.plusSeconds(60), FUTURE), List.of(), List.of()), NOW);
        assertThat(early.severity()).isEqualTo(Severity.WRONG);
        assertThat(early.words()).contains("look at the clock");
    }

    @Test
    void tellsOfAnOldRevocationListAndOfWhatWaits() {
        CrlInfo old = new CrlInfo("CN=CA", Optional.empty(), PAST, Optional.of(NOW.minusSeconds(1)), 3, "00");
        assertThat(of(profile(certificate(PAST, FUTURE), List.of(old), List.of()), NOW))
                .matches(found ->
                        found.severity() == Severity.WRONG && found.words().contains("crl.pem"));
        PendingPart key = new PendingPart(
                CredentialPart.KEY,
                Optional.of(PAST),
                Optional.empty(),
                new Origin("ops", "ftp", ""),
                Optional.empty());
        assertThat(of(profile(certificate(PAST, FUTURE), List.of(), List.of(key)), NOW))
                .matches(found ->
                        found.severity() == Severity.LOOK && found.words().startsWith("private.key"));
        assertThat(ValidityCheck.of(List.of(), NOW).get(1).words()).contains("nothing was delivered yet");
    }
}
