// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.Credentials;
import org.ussl.credential.spi.CredentialStore;

/**
 * The intake without OSGi, an audit log and a thread for its housekeeping, so that thousands of them fit into one JVM.
 *
 * @param intake takes files, as the gateway's does
 * @param credentials tells what is in use, and goes back
 */
public record PlainIntake(CredentialIntake intake, Credentials credentials) {

    /**
     * Makes one, with the product's defaults.
     *
     * @param store where what it takes is kept
     * @return the intake
     */
    public static PlainIntake over(CredentialStore store) {
        Clock clock = Clock.systemUTC();
        Duration patience = Duration.ofHours(24);
        IntakeSettings settings = new IntakeSettings(1 << 16, 1 << 20, false, patience, Optional.empty());
        Validity validity = new Validity(clock, Instant.EPOCH);
        ProfileTurns turns = new ProfileTurns();
        Passphrases passphrases = new Passphrases(Optional.empty(), Map.of(), clock);
        WaitingRoom waiting = new WaitingRoom(store, turns, validity, patience);
        return new PlainIntake(
                new CredentialDesk(store, settings, validity, turns, passphrases, waiting),
                new CredentialLedger(store, turns, waiting, passphrases));
    }
}
