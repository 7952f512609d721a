// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ussl.credential.CredentialPart.CA;
import static org.ussl.credential.CredentialPart.CERT;
import static org.ussl.credential.CredentialPart.KEY;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ussl.credential.AuditEvent;
import org.ussl.credential.AuditListener;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.Origin;
import org.ussl.testing.pki.Identity;

class AuditTrailTest {
    private static final Identity ONE = Desk.CA.issue(Desk.named("CN=gw-17"));
    private static final Origin ANN = new Origin("ann\"\u202e", "ftp", "192.0.2.7:2000");

    @TempDir
    Path folder;

    private final Desk desk = Desk.open();
    private final List<AuditListener> heard = new ArrayList<>();

    private AuditTrail trail(AuditLog log) {
        return new AuditTrail(
                desk.desk, desk.ledger, Optional.of(log), Clock.fixed(Desk.NOW, ZoneOffset.UTC), () -> heard);
    }

    @Test
    void recordsWhoDidWhatAndWhatBecameOfIt() throws Exception {
        Path file = folder.resolve("audit/audit.log");
        AuditTrail trail = trail(new AuditLog(file, 1 << 20, 2));
        trail.offer(Desk.path(CERT), ONE.chainPem(), ANN);
        trail.offer(Desk.path(KEY), ONE.keyPem(), ANN);
        assertThatThrownBy(() -> trail.offer(Desk.path(CA), ONE.chainPem(), ANN))
                .isInstanceOf(CredentialRejectedException.class);
        trail.remove(Desk.path(KEY), Origin.UNKNOWN);
        trail.rollback(Desk.PROFILE, 1, new Origin("bob", "shell", ""));
        trail.expired(Map.of("line-3", Set.of(KEY, CERT)));
        String start = "{\"time\":\"2026-12-01T12:00:00Z\",\"event\":";
        String ann =
                "\"profile\":\"default\",\"user\":\"ann\\\"?\",\"transport\":\"ftp\",\"address\":\"192.0.2.7:2000\",";
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(7);
        assertThat(lines.get(0))
                .isEqualTo(start + "\"delivery\"," + ann
                        + "\"part\":\"cert.pem\",\"outcome\":\"pending\",\"revision\":0,"
                        + "\"message\":\"default: certificate waits for its private.key\"}");
        assertThat(lines.get(1))
                .startsWith(start + "\"delivery\"," + ann
                        + "\"part\":\"private.key\",\"outcome\":\"committed\",\"revision\":1,\"certificate\":\"")
                .contains("\"notAfter\":\"2027-03-01T00:00:00Z\"");
        assertThat(lines.get(2)).contains("\"outcome\":\"refused\",\"reason\":\"NOT_A_CA\"");
        assertThat(lines.get(3)).contains("\"event\":\"removal\"").contains("\"outcome\":\"removed\"");
        assertThat(lines.get(4))
                .contains("\"event\":\"rollback\"")
                .contains("\"user\":\"bob\"")
                .contains("\"restored\":1,\"revision\":3");
        assertThat(lines.get(5))
                .endsWith("\"event\":\"drop\",\"profile\":\"line-3\",\"user\":\"\",\"transport\":\"gateway\","
                        + "\"address\":\"\",\"part\":\"cert.pem\",\"outcome\":\"expired\"}");
        assertThat(lines.get(6)).endsWith("\"part\":\"private.key\",\"outcome\":\"expired\"}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void listenersHearOfWhatWasRecordedAndCannotHoldItUp() throws Exception {
        Path file = folder.resolve("audit.log");
        List<String> outcomes = new ArrayList<>();
        heard.add(event -> {
            throw new IllegalStateException("a listener that fails");
        });
        heard.add(event -> {
            try {
                outcomes.add(event.outcome() + " of " + Files.readAllLines(file).size());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        AuditTrail trail = trail(new AuditLog(file, 1 << 20, 2));
        trail.offer(Desk.path(CERT), ONE.chainPem(), ANN);
        assertThatThrownBy(() -> trail.offer(Desk.path(CA), ONE.chainPem(), ANN))
                .isInstanceOf(CredentialRejectedException.class);
        assertThat(outcomes).containsExactly("pending of 1", "refused of 2");
    }

    @Test
    void recordsWhatTransportsSee() throws Exception {
        Path file = folder.resolve("audit.log");
        Map<String, String> details = new LinkedHashMap<>();
        details.put("path", "/flash/a\"\n");
        details.put("user", "forged");
        trail(new AuditLog(file, 1 << 20, 2)).record("upload", "refused", ANN, details);
        assertThat(Files.readAllLines(file))
                .containsExactly("{\"time\":\"2026-12-01T12:00:00Z\",\"event\":\"upload\",\"user\":\"ann\\\"?\","
                        + "\"transport\":\"ftp\",\"address\":\"192.0.2.7:2000\",\"outcome\":\"refused\","
                        + "\"path\":\"/flash/a\\\"\\u000a\"}");
    }

    @Test
    void tellsWhatHappenedLastWithoutALog() throws Exception {
        AuditTrail trail = new AuditTrail(
                desk.desk, desk.ledger, Optional.empty(), Clock.fixed(Desk.NOW, ZoneOffset.UTC), List::of);
        trail.record("login", "refused", ANN, Map.of("user", "forged", "path", "/"));
        trail.offer(Desk.path(CA), Desk.CA.pem(), ANN);
        List<AuditEvent> recent = trail.recent(10);
        assertThat(recent)
                .extracting(event -> event.event() + " " + event.outcome())
                .containsExactly("delivery committed", "login refused");
        assertThat(recent.get(0).profile()).contains(Desk.PROFILE);
        assertThat(recent.get(0).details()).containsEntry("part", "ca.pem").containsKey("message");
        assertThat(recent.get(1).origin()).isEqualTo(ANN);
        assertThat(recent.get(1).details()).containsExactly(Map.entry("path", "/"));
        assertThat(trail.recent(1)).containsExactly(recent.get(0));
    }

    @Test
    void forgetsWhatIsLongAgo() {
        RecentEvents recent = new RecentEvents(2);
        for (int i = 0; i < 3; i++) {
            recent.add(Map.of(
                    "time", Desk.NOW, "event", "e" + i, "outcome", "ok", "user", "", "transport", "", "address", ""));
        }
        assertThat(recent.newest(10)).extracting(AuditEvent::event).containsExactly("e2", "e1");
    }

    @Test
    void keepsWhoAndHowWithTheVersion() throws Exception {
        desk.desk.offer(Desk.path(CA), Desk.CA.pem(), ANN);
        desk.desk.remove(Desk.path(CA), ANN);
        desk.ledger.rollback(Desk.PROFILE, 1, ANN);
        assertThat(desk.ledger.history(Desk.PROFILE))
                .extracting(info -> info.change().action() + " " + info.change().restored() + " "
                        + info.change().origin().transport())
                .containsExactly("ROLLBACK 1 ftp", "REMOVAL 0 ftp", "DELIVERY 0 ftp");
    }

    @Test
    void rotatesAndKeepsAsManyFilesAsConfigured() throws Exception {
        Path file = folder.resolve("audit.log");
        AuditLog log = new AuditLog(file, 1024, 2);
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            log.append(Map.of("n", i));
            written.add("{\"n\":" + i + "}");
        }
        List<String> kept = new ArrayList<>();
        for (String name : List.of("audit.log.2", "audit.log.1", "audit.log")) {
            assertThat(Files.size(folder.resolve(name))).isLessThanOrEqualTo(1024);
            kept.addAll(Files.readAllLines(folder.resolve(name)));
        }
        assertThat(folder.toFile().list()).hasSize(3);
        assertThat(written).endsWith(kept.toArray(new String[0]));
    }

    @Test
    void goesOnWhenTheLogCannotBeWritten() throws Exception {
        AuditTrail trail =
                trail(new AuditLog(Files.createFile(folder.resolve("file")).resolve("log"), 1 << 20, 2));
        assertThat(trail.offer(Desk.path(CA), Desk.CA.pem(), ANN).revision()).isEqualTo(1);
    }
}
