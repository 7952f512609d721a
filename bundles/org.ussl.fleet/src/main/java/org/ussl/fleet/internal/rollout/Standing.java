// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal.rollout;

import java.time.Instant;

/**
 * How a gateway stands in a roll-out.
 *
 * @param gateway its name
 * @param state how
 * @param revision the revision of the profile that is in use there; 0 if that is not known
 * @param seen when it was there last; {@link Instant#EPOCH} if never
 * @param message what it says, or what is the matter
 */
public record Standing(String gateway, State state, long revision, Instant seen, String message) {

    /** How a gateway stands. */
    public enum State {
        /** What was delivered is in use. */
        APPLIED("applied", false, true),
        /** What was delivered was taken and waits for its counterpart. */
        WAITS("waits", false, true),
        /** The gateway has refused it. */
        REFUSED("refused", true, true),
        /** Another delivery has come in between, and was not overwritten. */
        OVERTAKEN("overtaken", true, true),
        /** It was there when it was delivered to, and does not answer. */
        SILENT("silent", true, true),
        /** It was revoked, and gets nothing. */
        REVOKED("revoked", false, true),
        /** It was not there; what waits for it is taken when it is back. */
        OFFLINE("offline", false, true),
        /** It could not take it yet and will try again. */
        TRYING("trying", false, false),
        /** It was delivered to and has not answered yet. */
        AWAITED("awaited", false, false),
        /** Its stage has not begun. */
        LATER("later", false, true);

        private final String word;
        private final boolean failure;
        private final boolean settled;

        State(String word, boolean failure, boolean settled) {
            this.word = word;
            this.failure = failure;
            this.settled = settled;
        }

        /** For people and scripts. */
        public String word() {
            return word;
        }

        /** Whether it counts against the limit. */
        public boolean isFailure() {
            return failure;
        }

        /** Whether a stage need not wait for it any more. */
        public boolean isSettled() {
            return settled;
        }
    }
}
