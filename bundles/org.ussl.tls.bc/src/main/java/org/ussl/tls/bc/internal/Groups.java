// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.bc.internal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.tls.NamedGroup;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;

/** The key exchange groups by name. Bouncy Castle only logs a name that it does not know. */
final class Groups {
    private static final Set<String> KNOWN = new LinkedHashSet<>();

    static {
        for (int group : new int[] {
            NamedGroup.X25519MLKEM768,
            NamedGroup.SecP256r1MLKEM768,
            NamedGroup.SecP384r1MLKEM1024,
            NamedGroup.MLKEM512,
            NamedGroup.MLKEM768,
            NamedGroup.MLKEM1024,
            NamedGroup.x25519,
            NamedGroup.x448,
            NamedGroup.secp256r1,
            NamedGroup.secp384r1,
            NamedGroup.secp521r1,
            NamedGroup.brainpoolP256r1tls13,
            NamedGroup.brainpoolP384r1tls13,
            NamedGroup.brainpoolP512r1tls13,
            NamedGroup.ffdhe2048,
            NamedGroup.ffdhe3072,
            NamedGroup.ffdhe4096,
            NamedGroup.ffdhe6144,
            NamedGroup.ffdhe8192
        }) {
            KNOWN.add(NamedGroup.getName(group));
        }
    }

    private Groups() {}

    static void requireKnown(List<String> names) throws SSLError {
        for (String name : names) {
            if (KNOWN.stream().noneMatch(name::equalsIgnoreCase)) {
                throw new SSLError(
                        Reason.UNSUPPORTED,
                        "unsupported: the engine bc has no group " + name + "; it has " + String.join(", ", KNOWN),
                        null,
                        null,
                        null);
            }
        }
    }
}
