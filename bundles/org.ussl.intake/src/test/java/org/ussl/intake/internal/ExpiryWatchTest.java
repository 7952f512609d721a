// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ussl.credential.CredentialPart.CA;
import static org.ussl.credential.CredentialPart.CERT;
import static org.ussl.credential.CredentialPart.CRL;
import static org.ussl.credential.CredentialPart.KEY;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ussl.credential.CredentialPart;
import org.ussl.intake.internal.ExpiryWatch.Expiry;
import org.ussl.intake.internal.ExpiryWatch.NoticeBoard;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Identity;

class ExpiryWatchTest {
    private static final Instant END = Desk.NOW.plus(Duration.ofDays(60));
    private static final Identity ONE = Desk.CA.issue(Desk.named("CN=gw-17").valid(Desk.NOW.minusSeconds(60), END));

    private final TestClock clock = new TestClock(Desk.NOW);
    private final Desk desk = Desk.at(new MemoryStore(clock), clock);
    private final List<String> board = new ArrayList<>();
    private final ExpiryWatch watch = new ExpiryWatch(
            desk.store, new Validity(clock, Desk.BUILT), ExpiryComponent.stages(1, 30, 7, 14), new NoticeBoard() {
                @Override
                public void post(Expiry expiry, int stage) {
                    board.add(expiry.subject() + " " + expiry.part().fileName() + " " + stage);
                }

                @Override
                public void withdraw(Expiry expiry) {
                    board.add(expiry.subject() + " gone");
                }
            });

    private List<String> seen() {
        watch.look();
        watch.look();
        List<String> seen = List.copyOf(board);
        board.clear();
        return seen;
    }

    private void commit(Identity identity) throws Exception {
        desk.offer(KEY, identity.keyPem());
        desk.offer(CERT, identity.chainPem());
    }

    @Test
    void tellsEachStageOnceAndTheEnd() throws Exception {
        commit(ONE);
        assertThat(seen()).isEmpty();
        for (int days : new int[] {30, 14, 7, 1}) {
            clock.set(END.minus(Duration.ofDays(days)).minusMillis(1));
            assertThat(seen()).isEmpty();
            clock.advance(Duration.ofMillis(1));
            assertThat(seen()).containsExactly("CN=gw-17 cert.pem " + days);
        }
        clock.set(END);
        assertThat(seen()).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(seen()).containsExactly("CN=gw-17 cert.pem 0");
    }

    @Test
    void leapsOverStagesAfterASuspendAndComesBackWithTheClock() throws Exception {
        commit(ONE);
        assertThat(seen()).isEmpty();
        clock.set(END.minus(Duration.ofDays(5)));
        assertThat(seen()).containsExactly("CN=gw-17 cert.pem 7");
        clock.set(END.minus(Duration.ofDays(20)));
        assertThat(seen()).containsExactly("CN=gw-17 cert.pem 30");
        clock.set(Desk.NOW);
        assertThat(seen()).containsExactly("CN=gw-17 gone");
    }

    @Test
    void takesTheNoticeDownWhenARenewedCertificateComes() throws Exception {
        commit(ONE);
        clock.set(END.minus(Duration.ofDays(2)));
        assertThat(seen()).containsExactly("CN=gw-17 cert.pem 7");
        desk.offer(
                CERT,
                Desk.CA
                        .issue(Desk.named("CN=gw-17")
                                .keyPair(ONE.keyPair())
                                .valid(Desk.NOW, END.plus(Duration.ofDays(90))))
                        .chainPem());
        assertThat(seen()).containsExactly("CN=gw-17 gone");
    }

    @Test
    void watchesCasAndOverdueRevocationLists() throws Exception {
        Authority brief = Authority.create(Desk.named("CN=Brief CA").authority().valid(Desk.NOW.minusSeconds(60), END));
        desk.offer(CA, brief.pem());
        desk.offer(CRL, Identity.crlPem(brief.crl(1, Desk.NOW, Desk.NOW.plus(Duration.ofDays(20)), List.of())));
        assertThat(seen()).isEmpty();
        clock.advance(Duration.ofDays(21));
        assertThat(seen()).containsExactly("CN=Brief CA crl.pem 0");
        clock.set(END.minus(Duration.ofDays(10)));
        assertThat(seen()).containsExactly("CN=Brief CA ca.pem 14");
    }

    @Test
    void saysNothingWhileTheClockIsNotSet() throws Exception {
        commit(ONE);
        clock.set(Instant.EPOCH);
        assertThat(seen()).isEmpty();
        clock.set(END.plusSeconds(1));
        assertThat(seen()).containsExactly("CN=gw-17 cert.pem 0");
        clock.set(Instant.EPOCH);
        assertThat(seen()).containsExactly("CN=gw-17 gone");
    }

    @Test
    void takesAllNoticesDownAtItsEnd() throws Exception {
        commit(ONE);
        clock.set(END.plusSeconds(1));
        assertThat(seen()).hasSize(1);
        watch.close();
        assertThat(board).containsExactly("CN=gw-17 gone");
        desk.remove(CredentialPart.KEY);
        assertThat(board).hasSize(1);
    }

    @Test
    void refusesABadNumberOfDays() {
        assertThatThrownBy(() -> ExpiryComponent.stages(30, 0)).hasMessage("days: must be 1 to 3650, is 0");
    }
}
