// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.util.Optional;

/**
 * Looks whether bytes are one whole DER element, before any parser sees them. The parsers recurse into what is nested
 * and allocate what a length says; this walk does neither, so that hostile input costs nothing.
 */
final class DerShape {

    /** A certificate's extensions reach some 12 levels. */
    private static final int MAX_DEPTH = 40;

    private DerShape() {}

    /**
     * Looks for a fault.
     *
     * @return what is wrong in words; empty if the bytes are exactly one sequence whose lengths all add up
     */
    static Optional<String> fault(byte[] der) {
        if (der.length == 0) {
            return Optional.of("there is nothing in it");
        }
        if (der[0] != 0x30) {
            return Optional.of("it does not start as ASN.1 does");
        }
        int[] ends = new int[MAX_DEPTH];
        int depth = 0;
        int at = 0;
        do {
            int limit = depth == 0 ? der.length : ends[depth - 1];
            if (limit - at < 2) {
                return Optional.of("it ends too early");
            }
            boolean constructed = (der[at] & 0x20) != 0;
            if ((der[at] & 0x1f) == 0x1f) {
                return Optional.of("it has a tag that no certificate or key has");
            }
            int length = der[at + 1] & 0xff;
            at += 2;
            if (length == 0x80) {
                return Optional.of("it is not DER (indefinite length)");
            }
            if (length > 0x80) {
                int octets = length & 0x7f;
                if (octets > 3) {
                    return Optional.of("it has an impossible length");
                }
                if (limit - at < octets) {
                    return Optional.of("it ends too early");
                }
                length = 0;
                for (int i = 0; i < octets; i++) {
                    length = length << 8 | der[at++] & 0xff;
                }
            }
            if (length > limit - at) {
                return Optional.of("it ends too early (" + (length - (limit - at)) + " bytes are missing)");
            }
            if (constructed) {
                if (depth == MAX_DEPTH) {
                    return Optional.of("it is nested too deep");
                }
                ends[depth++] = at + length;
            } else {
                at += length;
            }
            while (depth > 0 && at == ends[depth - 1]) {
                depth--;
            }
        } while (depth > 0);
        return at == der.length
                ? Optional.empty()
                : Optional.of(
                        (der.length - at) + (der.length - at == 1 ? " byte follows" : " bytes follow") + " its end");
    }
}
