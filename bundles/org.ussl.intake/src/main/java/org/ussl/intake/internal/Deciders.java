// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import org.ussl.credential.spi.CredentialStore;

/**
 * Those who decide, over one store or over the draft of a change.
 *
 * @param trust decides on CA certificates and revocation lists
 * @param identity decides on chains and keys
 * @param removal decides on what is taken out
 * @param receipts words what was decided elsewhere
 */
record Deciders(TrustOffer trust, IdentityOffer identity, Removal removal, Receipts receipts) {

    static Deciders over(CredentialStore store, Validity validity, Passphrases passphrases) {
        Receipts receipts = new Receipts(store);
        return new Deciders(
                new TrustOffer(store, validity, receipts),
                new IdentityOffer(store, validity, receipts),
                new Removal(store, passphrases),
                receipts);
    }
}
