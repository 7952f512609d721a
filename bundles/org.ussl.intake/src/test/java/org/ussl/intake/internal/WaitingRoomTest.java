// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ussl.credential.CredentialPart.CERT;
import static org.ussl.credential.CredentialPart.KEY;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ussl.credential.IntakeReceipt.Status;
import org.ussl.credential.Origin;
import org.ussl.credential.PendingPart;
import org.ussl.testing.pki.Identity;

class WaitingRoomTest {
    private static final Identity ONE = Desk.CA.issue(Desk.named("CN=gw-17"));
    private static final Identity TWO = Desk.CA.issue(Desk.named("CN=gw-18"));
    private static final Origin ANN = new Origin("ann", "ftp", "192.0.2.7:2000");
    private static final Duration DAY = Duration.ofHours(24);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final TestClock clock = new TestClock(Desk.NOW);
    private final MemoryStore store = new MemoryStore(clock);
    private final Desk desk = Desk.at(store, clock);

    @Test
    void dropsWhatHasWaitedADayAndLeavesWhatIsInUse() throws Exception {
        desk.offer(KEY, ONE.keyPem());
        desk.offer(CERT, ONE.chainPem());
        desk.offer(KEY, TWO.keyPem());
        clock.advance(DAY);
        assertThat(desk.waitingRoom.sweep()).isEmpty();
        clock.advance(SECOND);
        assertThat(desk.waitingRoom.sweep()).isEqualTo(Map.of(Desk.PROFILE, Set.of(KEY)));
        assertThat(desk.waitingRoom.sweep()).isEmpty();
        assertThat(store.pending(Desk.PROFILE).publicKey()).isNull();
        assertThat(desk.current().chain()).isEqualTo(ONE.chain());
    }

    @Test
    void doesNotPairWithWhatHasWaitedTooLong() throws Exception {
        desk.offer(KEY, ONE.keyPem());
        clock.advance(DAY.plus(SECOND));
        assertThat(desk.offer(CERT, ONE.chainPem()).status()).isEqualTo(Status.PENDING);
        assertThat(store.pending(Desk.PROFILE).publicKey()).isNull();
    }

    @Test
    void showsSinceWhenAndUntilWhenAndFromWhom() throws Exception {
        desk.desk.offer(Desk.path(CERT), ONE.chainPem(), ANN);
        assertThat(desk.ledger.profiles().get(0).pendingParts()).singleElement().satisfies(part -> {
            assertThat(part.part()).isEqualTo(CERT);
            assertThat(part.arrivedAt()).contains(Desk.NOW);
            assertThat(part.expiresAt()).contains(Desk.NOW.plus(DAY));
            assertThat(part.origin()).isEqualTo(ANN);
            assertThat(part.certificate().orElseThrow().subject()).isEqualTo("CN=gw-17");
        });
    }

    @Test
    void surviversOfARestartGoOnWaitingFromWhenTheyCame() throws Exception {
        desk.offer(KEY, ONE.keyPem());
        clock.advance(DAY.minus(SECOND));
        Desk restarted = Desk.at(store, clock);
        assertThat(restarted.waitingRoom.sweep()).isEmpty();
        clock.advance(SECOND.multipliedBy(2));
        assertThat(restarted.waitingRoom.sweep()).containsKey(Desk.PROFILE);
    }

    @Test
    void waitsTheWholeTimeFromWhenTheClockIsSet() throws Exception {
        clock.set(Instant.EPOCH.plus(DAY));
        desk.offer(KEY, ONE.keyPem());
        assertThat(part())
                .extracting(PendingPart::expiresAt, PendingPart::arrivedAt)
                .containsExactly(Optional.empty(), Optional.empty());
        assertThat(desk.waitingRoom.sweep()).isEmpty();
        clock.set(Desk.NOW);
        assertThat(desk.waitingRoom.sweep()).isEmpty();
        assertThat(part().expiresAt()).contains(Desk.NOW.plus(DAY));
        clock.advance(DAY.plus(SECOND));
        assertThat(desk.waitingRoom.sweep()).containsKey(Desk.PROFILE);
    }

    @Test
    void doesNotWaitForEverWhereTheClockWasAhead() throws Exception {
        clock.set(Desk.NOW.plus(Duration.ofDays(50)));
        desk.offer(KEY, ONE.keyPem());
        clock.set(Desk.NOW);
        assertThat(part().expiresAt()).contains(Desk.NOW.plus(DAY));
        clock.advance(DAY.plus(SECOND));
        assertThat(desk.waitingRoom.sweep()).containsKey(Desk.PROFILE);
    }

    private PendingPart part() {
        return desk.ledger.profiles().get(0).pendingParts().get(0);
    }
}
