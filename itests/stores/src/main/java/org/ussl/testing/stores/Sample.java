// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.stores;

import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.KeyMaterial;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;
import org.ussl.testing.pki.KeyKind;

/** What is put into stores: a CA, its revocation list, and an identity that it has issued. */
record Sample(X509Certificate ca, X509CRL crl, List<X509Certificate> chain, KeyPair pair) {

    static final Sample A = of("a", KeyKind.P256);
    static final Sample B = of("b", KeyKind.P256);

    static Sample of(String name, KeyKind kind) {
        return of(Certificate.named("CN=" + name).kind(kind));
    }

    /** The certificate of a key that is elsewhere. */
    static Sample forKey(PublicKey key) {
        return of(Certificate.named("CN=made by the store").keyPair(new KeyPair(key, null)));
    }

    private static Sample of(Certificate description) {
        Authority root = Authority.create("CN=Root");
        Authority issuer = root.intermediate("CN=Issuer");
        Identity identity = issuer.issue(description);
        return new Sample(root.certificate(), root.crl(), identity.chain(), identity.keyPair());
    }

    PublicKey publicKey() {
        return pair.getPublic();
    }

    KeyMaterial key() {
        return new KeyMaterial(publicKey(), pair.getPrivate().getEncoded());
    }

    /** Trust anchors and identity. */
    CredentialUpdate update() {
        return new CredentialUpdate(List.of(ca), null, identity());
    }

    CredentialUpdate.Identity identity() {
        return CredentialUpdate.Identity.withNewKey(chain, key());
    }
}
