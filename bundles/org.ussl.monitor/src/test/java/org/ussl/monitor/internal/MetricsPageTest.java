// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ussl.credential.Change;
import org.ussl.credential.CrlInfo;

class MetricsPageTest {

    /** Prometheus' own reader for Python: Debian's python3-prometheus-client. */
    private static final String READER = """
            import sys
            from prometheus_client.parser import text_string_to_metric_families
            text = sys.stdin.buffer.read().decode('utf-8')
            for family in text_string_to_metric_families(text):
                seen = set()
                assert family.documentation, family.name
                for sample in family.samples:
                    key = (sample.name, tuple(sorted(sample.labels.items())))
                    assert key not in seen, key
                    seen.add(key)
                    print(family.type, sample.name, sorted(sample.labels.items()), int(sample.value))
            """;

    private final Rig rig = new Rig();
    private final Tally tally = new Tally();
    private final MetricsPage page = new MetricsPage(rig::sources, tally, rig.health(), "1.2.3");

    @Test
    void tellsTheFirstEndOfEachPart() {
        rig.profiles.add(Rig.profile(
                "line-3",
                List.of(
                        Rig.certificate("CN=gw-17", "2027-03-01T00:00:00Z"),
                        Rig.certificate("CN=Plant CA 2", "2027-02-01T00:00:00Z")),
                List.of(
                        Rig.certificate("CN=Root 2", "2037-01-01T00:00:00Z"),
                        Rig.certificate("CN=Root 1", "2026-11-01T00:00:00Z"))));
        assertThat(page.text().lines().filter(line -> line.startsWith("ussl_certificate_expiry")))
                .containsExactly(
                        expiry("line-3", "cert.pem", "CN=Plant CA 2", "2027-02-01T00:00:00Z"),
                        expiry("line-3", "ca.pem", "CN=Root 1", "2026-11-01T00:00:00Z"));
        assertThat(page.text())
                .contains("ussl_credential_revision{profile=\"line-3\"} 3\n")
                .contains("ussl_pending_parts{profile=\"line-3\"} 1\n")
                .contains("ussl_profiles 1\n");
    }

    @Test
    void countsUploadsLoginsAndSwapsByWordsFromFixedListsOnly() {
        tally.count(Rig.event("delivery", "committed", "ftp", Map.of()));
        tally.count(Rig.event("delivery", "refused", "ftp", Map.of("reason", "NOT_A_CA")));
        tally.count(Rig.event("delivery", "refused", "carrier pigeon 1", Map.of("reason", "WEATHER")));
        tally.count(Rig.event("delivery", "refused", "carrier pigeon 2", Map.of("reason", "WEATHER")));
        tally.count(Rig.event("upload", "refused", "ftp", Map.of()));
        tally.count(Rig.event("upload", "stored", "ftp", Map.of()));
        tally.count(Rig.event("login", "refused", "ftp", Map.of()));
        tally.swapped(Change.Action.ROLLBACK);
        assertThat(page.text())
                .contains(upload("ftp", "committed", "") + " 1\n")
                .contains(upload("ftp", "pending", "") + " 0\n")
                .contains(upload("ftp", "refused", "not_a_ca") + " 1\n")
                .contains(upload("ftp", "refused", "not_offered") + " 1\n")
                .contains(upload("other", "refused", "other") + " 2\n")
                .contains("ussl_logins_total{transport=\"ftp\",outcome=\"refused\"} 1\n")
                .contains("ussl_swaps_total{action=\"rollback\"} 1\n")
                .contains("ussl_swaps_total{action=\"delivery\"} 0\n")
                .doesNotContain("pigeon", "WEATHER", "ann");
    }

    @Test
    void withoutAnyServiceThePageIsThere() {
        assertThat(new MetricsPage(() -> Sources.NONE, tally, rig.health(), "1.2.3").text())
                .contains("ussl_build_info{version=\"1.2.3\"} 1\n")
                .doesNotContain("ussl_profiles", "ussl_handshakes");
    }

    @Test
    void moreProfilesThanAnybodyWatchesAreCountedAndNotTold() {
        for (int i = 0; i < 1000; i++) {
            rig.profiles.add(
                    Rig.profile("p" + i, List.of(Rig.certificate("CN=" + i, "2027-03-01T00:00:00Z")), List.of()));
        }
        assertThat(page.text()).contains("ussl_profiles 1000\n");
        assertThat(page.text().lines().filter(line -> line.startsWith("ussl_credential_revision{")))
                .hasSize(MetricsPage.MOST_PROFILES);
    }

    @Test
    void prometheusReadsItWhateverCertificatesAreNamed() throws Exception {
        assumeTrue(run("import prometheus_client", "").isPresent(), "needs python3-prometheus-client");
        String subject = "CN=a\"b\\,c\\\\\n# TYPE x counter\nx 1,O=\u9375\ud83d\ude00";
        Instant due = Instant.parse("2026-12-24T00:00:00Z");
        rig.profiles.add(Rig.profile(
                "line-3",
                List.of(Rig.certificate(subject, "2027-03-01T00:00:00Z")),
                List.of(Rig.certificate(subject, "2028-03-01T00:00:00Z")),
                List.of(
                        new CrlInfo(subject, Optional.empty(), Rig.NOW, Optional.of(due.plusSeconds(9)), 0, "00"),
                        new CrlInfo(subject, Optional.empty(), Rig.NOW, Optional.of(due), 0, "01"))));
        tally.count(Rig.event("delivery", "committed", "ftp", Map.of()));
        String read = run(READER, page.text()).orElseThrow();
        assertThat(read.lines())
                .contains(
                        "gauge ussl_certificate_expiry_timestamp_seconds [('part', 'cert.pem'), ('profile', 'line-3'),"
                                + " ('subject', 'CN=a\"b\\\\,c\\\\\\\\\\n# TYPE x counter\\nx 1,O=\u9375\ud83d\ude00')] "
                                + Instant.parse("2027-03-01T00:00:00Z").getEpochSecond())
                .contains(
                        "counter ussl_uploads_total [('outcome', 'committed'), ('reason', ''), ('transport', 'ftp')] 1")
                .anySatisfy(line -> assertThat(line)
                        .startsWith("gauge ussl_crl_next_update_timestamp_seconds")
                        .endsWith(" " + due.getEpochSecond()));
        assertThat(read.lines())
                .hasSameSizeAs(page.text()
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .toList())
                .noneMatch(line -> line.startsWith("unknown") || line.startsWith("untyped"));
    }

    /** What a program prints for Debian's Python, which has its packages; empty if it fails, or there is none. */
    private static Optional<String> run(String program, String input) throws InterruptedException {
        try {
            Process python = new ProcessBuilder("/usr/bin/python3", "-X", "utf8", "-c", program)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (var in = python.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return python.waitFor() == 0 ? Optional.of(output) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String expiry(String profile, String part, String subject, String end) {
        return "ussl_certificate_expiry_timestamp_seconds{profile=\"" + profile + "\",part=\"" + part + "\",subject=\""
                + subject + "\"} " + Instant.parse(end).getEpochSecond();
    }

    private static String upload(String transport, String outcome, String reason) {
        return Stream.of("ussl_uploads_total{transport=\"" + transport, "outcome=\"" + outcome, "reason=\"" + reason)
                .reduce((one, other) -> one + "\"," + other)
                .map(labels -> labels + "\"}")
                .orElseThrow();
    }
}
