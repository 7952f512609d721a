// SPDX-License-Identifier: Apache-2.0
package org.ussl.testing.pki;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * A key with its certificate.
 *
 * @param keyPair the key
 * @param chain its own certificate first, without the root
 */
public record Identity(KeyPair keyPair, List<X509Certificate> chain) {

    /** Its own certificate. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** The chain as the content of a {@code cert.pem}. */
    public byte[] chainPem() {
        return pem(chain);
    }

    /** The key as the content of a {@code private.key}: PKCS#8. */
    public byte[] keyPem() {
        return pem("PRIVATE KEY", keyPair.getPrivate().getEncoded());
    }

    /** Key and chain as the content of a {@code credentials.p12}, with other certificates as trusted entries. */
    public byte[] pkcs12(String passphrase, X509Certificate... trusted) {
        try {
            KeyStore container = KeyStore.getInstance("PKCS12");
            container.load(null, null);
            char[] secret = passphrase.toCharArray();
            container.setKeyEntry("key", keyPair.getPrivate(), secret, chain.toArray(new X509Certificate[0]));
            for (X509Certificate each : trusted) {
                container.setCertificateEntry("ca " + each.getSerialNumber(), each);
            }
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            container.store(content, secret);
            return content.toByteArray();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("could not make a PKCS#12 container", e);
        }
    }

    /** Certificates as PEM. */
    public static byte[] pem(List<X509Certificate> certificates) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            for (X509Certificate certificate : certificates) {
                writer.writeObject(certificate);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Revocation lists as the content of a {@code crl.pem}. */
    public static byte[] crlPem(X509CRL... lists) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            for (X509CRL list : lists) {
                text.write(pem("X509 CRL", list.getEncoded()));
            }
        } catch (IOException | CRLException e) {
            throw new IllegalStateException("could not write a revocation list", e);
        }
        return text.toByteArray();
    }

    /** Any DER as PEM with a label. */
    public static byte[] pem(String label, byte[] der) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(label, der));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
