// SPDX-License-Identifier: Apache-2.0
package org.ussl.bench.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Identity;

/** Key store files with their password in the program, as applications have them, and contexts made from them. */
record Contexts(Engine engine, Path keys, Path trusted) {
    private static final char[] PASSWORD = "bench".toCharArray();

    static Contexts of(Engine engine, Authority ca, Identity identity) throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry(
                "own",
                identity.keyPair().getPrivate(),
                PASSWORD,
                identity.chain().toArray(new Certificate[0]));
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", ca.certificate());
        Path folder = Files.createTempDirectory("ussl-bench");
        Contexts contexts = new Contexts(engine, folder.resolve("keys.p12"), folder.resolve("trusted.p12"));
        store(keys, contexts.keys);
        store(trusted, contexts.trusted);
        return contexts;
    }

    SSLContext create() throws GeneralSecurityException, IOException {
        KeyManagerFactory keyManagers = engine.keyManagers();
        keyManagers.init(load(keys), PASSWORD);
        TrustManagerFactory trustManagers = engine.trustManagers();
        trustManagers.init(load(trusted));
        SSLContext context = engine.context();
        context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        return context;
    }

    private static void store(KeyStore store, Path file) throws GeneralSecurityException, IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD);
        }
    }

    private static KeyStore load(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }
}
