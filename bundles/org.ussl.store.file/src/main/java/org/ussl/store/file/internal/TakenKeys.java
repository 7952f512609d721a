// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The keys of a profile that comes from another store, each taken in once, however many versions have it. */
final class TakenKeys {
    private final KeyVault keys;
    private final String profile;
    private final List<Taken> taken = new ArrayList<>();

    TakenKeys(KeyVault keys, String profile) {
        this.keys = keys;
        this.profile = profile;
    }

    /**
     * Takes a key.
     *
     * @throws GeneralSecurityException if this store does not take it, or it is none
     */
    Pkcs8Key take(PublicKey publicKey, Pkcs8Key key) throws GeneralSecurityException {
        for (Taken each : taken) {
            if (Arrays.equals(each.from.der(), key.der())) {
                return each.to;
            }
        }
        Pkcs8Key to = new Pkcs8Key(keys.keep(profile, publicKey, key.der()));
        // Noted before it is tried, so that it is given back if it is of no use.
        taken.add(new Taken(key, to));
        keys.open(profile, publicKey, to.der());
        return to;
    }

    /** Gives all of them back: the profile is not taken. */
    void drop() {
        if (keys.isElsewhere()) {
            taken.forEach(each -> keys.drop(profile, each.to.der()));
        }
    }

    private record Taken(Pkcs8Key from, Pkcs8Key to) {}
}
