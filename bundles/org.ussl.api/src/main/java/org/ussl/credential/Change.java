// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential;

import java.util.Set;

/**
 * What made a version of a profile out of the one before.
 *
 * @param action what was done
 * @param parts what was delivered or removed; empty for a roll-back
 * @param restored the revision that a roll-back took up again; 0 for anything else
 * @param origin who did it
 */
public record Change(Action action, Set<CredentialPart> parts, long restored, Origin origin) {

    /** Nobody told. */
    public static final Change UNKNOWN = new Change(Action.UNKNOWN, Set.of(), 0, Origin.UNKNOWN);

    /** What was done. */
    public enum Action {
        /** Nobody told, or an earlier release wrote it. */
        UNKNOWN,
        /** Parts were delivered. */
        DELIVERY,
        /** Parts were removed. */
        REMOVAL,
        /** An earlier version was put into use again. */
        ROLLBACK,
        /** The version came from another store. */
        MIGRATION
    }

    /** Keeps a copy of the parts. */
    public Change {
        parts = Set.copyOf(parts);
    }

    /**
     * A delivery.
     *
     * @param part what came
     * @param origin who brought it
     * @return the change
     */
    public static Change delivery(CredentialPart part, Origin origin) {
        return new Change(Action.DELIVERY, Set.of(part), 0, origin);
    }

    /**
     * A removal.
     *
     * @param part what was taken out
     * @param origin who did it
     * @return the change
     */
    public static Change removal(CredentialPart part, Origin origin) {
        return new Change(Action.REMOVAL, Set.of(part), 0, origin);
    }

    /**
     * A roll-back.
     *
     * @param revision the one that is taken up again
     * @param origin who did it
     * @return the change
     */
    public static Change rollback(long revision, Origin origin) {
        return new Change(Action.ROLLBACK, Set.of(), revision, origin);
    }

    /**
     * A move from another store.
     *
     * @param origin who did it
     * @return the change
     */
    public static Change migration(Origin origin) {
        return new Change(Action.MIGRATION, Set.of(), 0, origin);
    }
}
