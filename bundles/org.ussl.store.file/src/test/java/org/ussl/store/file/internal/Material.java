// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.KeyMaterial;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;
import org.ussl.testing.pki.KeyKind;

/** What the tests store: a CA, and an identity that it has issued. */
record Material(X509Certificate ca, List<X509Certificate> chain, KeyPair pair) {

    static Material create(String name) {
        return create(name, KeyKind.P256);
    }

    static Material create(String name, KeyKind kind) {
        Authority authority = Authority.create("CN=CA of " + name);
        Identity identity = authority.issue(Certificate.named("CN=" + name).kind(kind));
        return new Material(authority.certificate(), identity.chain(), identity.keyPair());
    }

    byte[] pkcs8() {
        return pair.getPrivate().getEncoded();
    }

    KeyMaterial key() {
        return new KeyMaterial(pair.getPublic(), pkcs8());
    }

    /** Everything at once. */
    CredentialUpdate update() {
        return new CredentialUpdate(List.of(ca), null, CredentialUpdate.Identity.withNewKey(chain, key()));
    }

    /** For a child process. */
    void save(Path folder) throws IOException {
        Files.createDirectories(folder);
        try {
            Files.write(folder.resolve("ca"), ca.getEncoded());
            Files.write(folder.resolve("cert"), chain.get(0).getEncoded());
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new IOException(e);
        }
        Files.write(folder.resolve("key"), pkcs8());
    }

    /** What {@link #save} wrote. */
    static CredentialUpdate load(Path folder) throws Exception {
        List<byte[]> encoded = new ArrayList<>();
        encoded.add(Files.readAllBytes(folder.resolve("ca")));
        encoded.add(Files.readAllBytes(folder.resolve("cert")));
        List<X509Certificate> both = CertificateEncoding.certificates(encoded);
        KeyMaterial key = new KeyMaterial(both.get(1).getPublicKey(), Files.readAllBytes(folder.resolve("key")));
        return new CredentialUpdate(
                List.of(both.get(0)), null, CredentialUpdate.Identity.withNewKey(List.of(both.get(1)), key));
    }
}
