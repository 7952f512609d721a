// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * A way from a peer's certificate to an anchor, by names; whether its signatures and all else hold is still to be seen.
 *
 * @param belowAnchor the peer's certificate first; empty if that is the anchor itself
 * @param anchor where it ends
 */
record CandidatePath(List<X509Certificate> belowAnchor, X509Certificate anchor) {

    CandidatePath {
        belowAnchor = List.copyOf(belowAnchor);
    }

    /** The whole path, the anchor last. */
    List<X509Certificate> whole() {
        List<X509Certificate> whole = new ArrayList<>(belowAnchor);
        whole.add(anchor);
        return List.copyOf(whole);
    }

    /** The peer's own certificate. */
    X509Certificate leaf() {
        return belowAnchor.isEmpty() ? anchor : belowAnchor.get(0);
    }

    /** The issuer of the certificate at a place below the anchor. */
    X509Certificate issuer(int index) {
        return index + 1 < belowAnchor.size() ? belowAnchor.get(index + 1) : anchor;
    }
}
