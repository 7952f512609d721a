// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential;

import java.util.regex.Pattern;

/**
 * Profiles that are the gateway's own: their names begin with {@code ussl.}, and {@link CredentialPath} takes none of
 * them. So nobody can name one from outside, to bring, remove or roll back anything or to identify himself by it, while
 * a store keeps them as it keeps all others: sealed, under the same master key, and movable.
 */
public final class GatewayProfile {

    /** The profile of the key by which values are sealed for this gateway; the only key that agrees on secrets. */
    public static final String FLEET_SEALING = "ussl.fleet.sealing";

    /** The profile of the key by which this gateway signs in its fleet. */
    public static final String FLEET_SIGNING = "ussl.fleet.signing";

    static final String PREFIX = "ussl.";

    static final String WHY = "names that begin with " + PREFIX + " are the gateway's own";

    private static final Pattern NAME = Pattern.compile("ussl\\.[a-z0-9._-]{1,59}");

    private GatewayProfile() {}

    /**
     * Says whether a profile is one of the gateway's own.
     *
     * @param name any text
     * @return whether it is such a name, also where no such profile is known
     */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * Says what the key of a profile is for. It either signs or agrees on secrets, never both: a store holds to it as
     * well as its place for keys can.
     *
     * @param profile the profile's name
     * @return whether its key agrees on secrets, and signs nothing
     */
    public static boolean isForAgreement(String profile) {
        return profile.equals(FLEET_SEALING);
    }
}
