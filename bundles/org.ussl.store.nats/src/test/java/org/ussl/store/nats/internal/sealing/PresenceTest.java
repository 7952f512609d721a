// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ussl.store.nats.internal.sealing.RefusedValueException.Reason;
import org.ussl.store.nats.internal.sealing.Report.Outcome;

class PresenceTest {

    private static final String FLEET = "plant";
    private static final Instant NOW = Instant.parse("2026-11-22T20:00:00.123Z");

    private PartyKeys gateway;
    private PartyKeys neighbour;
    private Presence presence;

    @BeforeEach
    void meet() throws Exception {
        gateway = SoftwareKeys.generate("gw-1");
        neighbour = SoftwareKeys.generate("gw-2");
        presence = new Presence(FLEET, gateway.party(), NOW, "ussl 1.2.3", "n1");
    }

    @Test
    void tellsWhatItsGatewayHasSaid() throws Exception {
        assertThat(Presence.open(presence.sign(gateway), FLEET, gateway.party()))
                .isEqualTo(presence);
    }

    @Test
    void refusesASignatureThatIsNotItsGateways() throws Exception {
        assertRefused(Reason.UNKNOWN_SENDER, presence.sign(neighbour), FLEET, gateway.party());
        assertRefused(Reason.UNKNOWN_SENDER, presence.sign(gateway), FLEET, neighbour.party());
    }

    @Test
    void refusesThatOfAnotherGatewayOrFleet() throws Exception {
        assertRefused(Reason.MISPLACED, presence.sign(gateway), "trial", gateway.party());
        assertRefused(Reason.MISPLACED, presence.sign(neighbour), FLEET, neighbour.party());
    }

    @Test
    void refusesItWhereverItIsCutOffOrChanged() throws Exception {
        byte[] value = presence.sign(gateway);
        for (int index = 0; index < value.length; index++) {
            byte[] flipped = value.clone();
            flipped[index] ^= (byte) (1 << (index % 8));
            byte[] cut = Arrays.copyOf(value, index);
            assertThatExceptionOfType(RefusedValueException.class)
                    .as("byte %d", index)
                    .isThrownBy(() -> Presence.open(flipped, FLEET, gateway.party()));
            assertRefused(Reason.DAMAGED, cut, FLEET, gateway.party());
        }
        assertRefused(Reason.DAMAGED, Arrays.copyOf(value, value.length + 1), FLEET, gateway.party());
    }

    @Test
    void refusesWhatIsTooLargeUnread() throws Exception {
        Presence large = new Presence(FLEET, gateway.party(), NOW, "x".repeat(4096), "n1");
        assertRefused(Reason.DAMAGED, large.sign(gateway), FLEET, gateway.party());
    }

    @Test
    void refusesSomethingElseThatItsGatewayHasSigned() throws Exception {
        Report report = new Report(FLEET, gateway.party(), "line-3", "00", 1, Outcome.IN_USE, 1, "in use", NOW);
        assertRefused(Reason.DAMAGED, Signed.sign(new byte[] {0x30, 0}, gateway), FLEET, gateway.party());
        assertRefused(Reason.DAMAGED, report.seal(gateway, List.of(gateway.party())), FLEET, gateway.party());
    }

    private static void assertRefused(Reason reason, byte[] value, String fleet, Party gateway) {
        assertThatExceptionOfType(RefusedValueException.class)
                .isThrownBy(() -> Presence.open(value, fleet, gateway))
                .extracting(RefusedValueException::reason)
                .isEqualTo(reason);
    }
}
