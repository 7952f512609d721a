// SPDX-License-Identifier: Apache-2.0
package org.ussl.itests.tls;

import java.util.Locale;

/** What the peer shows, in the order of the matrix. */
enum PeerCertificate {
    GOOD("issued by the CA that we trust, for the name and the use"),
    NONE("no certificate at all"),
    SELF_SIGNED("signed with its own key"),
    WRONG_CA("issued by a CA that we do not know"),
    EXPIRED("was valid until yesterday"),
    NOT_YET_VALID("will be valid from tomorrow"),
    WRONG_HOST("issued by our CA for another host name"),
    NO_SAN("has the host name as its common name only"),
    WRONG_EKU("a server that shows a client's certificate, or a client that shows a server's"),
    INTERMEDIATE_NO_CA("issued with the key of an end entity (CA:FALSE) of our CA"),
    NAME_CONSTRAINT("issued by an intermediate that our CA has allowed other names only"),
    REVOKED("in the CRL of our CA"),
    WEAK_KEY("RSA with 1024 bits"),
    WRONG_KEY("the good certificate, and a signature with another key");

    private final String description;

    PeerCertificate(String description) {
        this.description = description;
    }

    String description() {
        return description;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
