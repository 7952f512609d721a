// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.conscrypt.internal;

import java.util.List;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;

/** The key exchange groups by name. Conscrypt passes over a name that it does not know. */
final class Groups {
    private static final List<String> KNOWN =
            List.of("X25519MLKEM768", "x25519", "secp256r1", "secp384r1", "secp521r1");

    private Groups() {}

    static String[] of(List<String> names) throws SSLError {
        String[] groups = new String[names.size()];
        for (int i = 0; i < groups.length; i++) {
            String name = names.get(i);
            groups[i] = KNOWN.stream()
                    .filter(name::equalsIgnoreCase)
                    .findAny()
                    .orElseThrow(() -> new SSLError(
                            Reason.UNSUPPORTED,
                            "unsupported: the engine conscrypt has no group " + name + "; it has "
                                    + String.join(", ", KNOWN),
                            null,
                            null,
                            null));
        }
        return groups;
    }
}
