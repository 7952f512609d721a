// SPDX-License-Identifier: Apache-2.0
package org.ussl.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ussl.credential.CertificateInfo;
import org.ussl.credential.Change;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.Origin;
import org.ussl.credential.PendingPart;
import org.ussl.web.internal.Attention.Task;
import org.ussl.web.internal.Outlook.Level;

class AttentionTest {
    private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
    private static final Services NONE =
            new Services(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static CertificateInfo certificate(String name, int daysLeft) {
        Instant end = NOW.plus(Duration.ofDays(daysLeft));
        return new CertificateInfo("CN=" + name, "CN=CA", "1", end.minus(Duration.ofDays(365)), end, "00");
    }

    private static CredentialInfo profile(
            List<CertificateInfo> chain, List<CertificateInfo> anchors, PendingPart... pending) {
        return new CredentialInfo(
                "line-3",
                4,
                NOW,
                chain,
                anchors,
                List.of(),
                true,
                Set.of(),
                List.of(pending),
                Change.rollback(2, new Origin("ann", "web", "192.0.2.7:2000")));
    }

    /** What the services' absence adds is not the matter of the other tests. */
    private static List<Task> tasks(CredentialInfo... profiles) {
        return Attention.of(NONE, List.of(profiles), NOW).tasks().stream()
                .filter(task -> !task.profile().isEmpty())
                .toList();
    }

    @Test
    void saysWhatIsMissing() {
        Attention attention = Attention.of(NONE, List.of(), NOW);
        assertThat(attention.level()).isEqualTo(Level.NOW);
        assertThat(attention.sentence()).isEqualTo("2 things need you now");
        assertThat(attention.tasks())
                .extracting(Task::text)
                .anySatisfy(text -> assertThat(text).startsWith("the TLS service is not running"));
    }

    @Test
    void hasNothingToSayOfWhatLasts() {
        assertThat(tasks(profile(List.of(certificate("gw", 200)), List.of(certificate("CA", 300)))))
                .isEmpty();
    }

    @Test
    void theWorstComesFirst() {
        assertThat(tasks(
                        profile(List.of(certificate("gw", 20)), List.of()),
                        profile(List.of(certificate("other", -1)), List.of())))
                .extracting(Task::text)
                .containsExactly(
                        "cert.pem (CN=other) expired 1 day ago: upload a new cert.pem, with its private.key if that is"
                                + " new",
                        "cert.pem (CN=gw) 20 days left, renew soon: upload a new cert.pem, with its private.key if"
                                + " that is new");
    }

    @Test
    void anIssuerThatEndsFirstCounts() {
        ProfileView view =
                new ProfileView(profile(List.of(certificate("gw", 200), certificate("middle", 3)), List.of()), NOW);
        assertThat(view.level()).isEqualTo(Level.NOW);
        assertThat(view.parts().get(0).note()).isEqualTo("its issuer CN=middle ends first");
    }

    @Test
    void anOldCaBesideAGoodOneIsNotUrgent() {
        assertThat(tasks(profile(List.of(), List.of(certificate("old", -9), certificate("new", 300)))))
                .extracting(Task::level)
                .containsExactly(Level.SOON);
        assertThat(tasks(profile(List.of(), List.of(certificate("old", -9)))))
                .extracting(Task::level)
                .containsExactly(Level.NOW);
    }

    @Test
    void manyCasAreSummedUp() {
        List<CertificateInfo> anchors = IntStream.range(0, 140)
                .mapToObj(i -> certificate("CA" + i, 100 + i))
                .toList();
        List<ProfileView.Part> parts = new ProfileView(profile(List.of(), anchors), NOW).parts();
        assertThat(parts).hasSize(5);
        assertThat(parts.get(4).subject()).isEqualTo("CN=CA0");
        assertThat(parts.get(4).note()).isEqualTo("and 136 more; this one ends first");
    }

    @Test
    void saysWhatWaitsForWhat() {
        PendingPart key = new PendingPart(
                CredentialPart.KEY,
                Optional.of(NOW),
                Optional.of(NOW.plus(Duration.ofHours(5))),
                Origin.UNKNOWN,
                Optional.empty());
        assertThat(tasks(profile(List.of(certificate("gw", 200)), List.of(), key)))
                .containsExactly(new Task(
                        Level.SOON,
                        "line-3",
                        "private.key waits for its cert.pem; it is dropped in 5 hours if that does not come: upload it,"
                                + " or drop what waits"));
    }

    @Test
    void saysWhoMadeAVersion() {
        assertThat(new ProfileView(profile(List.of(), List.of()), NOW).tree())
                .containsEntry("change", "rolled back to revision 2")
                .containsEntry("by", "ann by web from 192.0.2.7:2000");
    }
}
