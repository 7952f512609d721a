// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;

/** Gives this JVM other roots for a while, by the properties that the JDK has for that. */
final class JvmRoots implements AutoCloseable {
    private static final String PASSWORD = "changeit";

    private final Map<String, String> before = new HashMap<>();

    private JvmRoots() {}

    static JvmRoots of(Path folder, X509Certificate... certificates) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (X509Certificate certificate : certificates) {
            store.setCertificateEntry(certificate.getSerialNumber().toString(16), certificate);
        }
        Path file = folder.resolve("roots.p12");
        try (OutputStream stream = Files.newOutputStream(file)) {
            store.store(stream, PASSWORD.toCharArray());
        }
        JvmRoots roots = new JvmRoots();
        roots.set("javax.net.ssl.trustStore", file.toString());
        roots.set("javax.net.ssl.trustStoreType", "PKCS12");
        roots.set("javax.net.ssl.trustStorePassword", PASSWORD);
        return roots;
    }

    private void set(String property, String value) {
        before.put(property, System.setProperty(property, value));
    }

    @Override
    public void close() {
        before.forEach((property, value) -> {
            if (value == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, value);
            }
        });
    }
}
