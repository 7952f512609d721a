// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;
import org.ussl.credential.spi.KeyMaterial;

/**
 * What a {@code credentials.p12} delivers: a key, its chain, and perhaps CAs.
 *
 * @param key the key; {@link #close} clears it
 * @param chain the key's certificate first, without a root behind it
 * @param trusted the CAs that the container's maker marked as trusted; empty if none is marked
 * @param roots the CAs in it that signed themselves
 * @param ignored certificates that are neither in the chain nor CAs
 */
record Container(
        KeyMaterial key,
        List<X509Certificate> chain,
        List<X509Certificate> trusted,
        List<X509Certificate> roots,
        List<X509Certificate> ignored)
        implements AutoCloseable {

    private static final CredentialPart PART = CredentialPart.PKCS12;

    static Container read(CredentialFile file, Optional<Passphrase> passphrase, boolean allowWeak)
            throws CredentialRejectedException {
        try (Pkcs12Reader reader = Pkcs12Reader.read(file, passphrase)) {
            if (reader.keys().size() != 1) {
                throw Refusal.of(
                        PART,
                        Reason.NOT_A_PRIVATE_KEY,
                        reader.keys().isEmpty()
                                ? "holds no private key; certificates alone belong into cert.pem or ca.pem"
                                : "holds " + reader.keys().size() + " private keys; export one");
            }
            CertificateReader certificates = new CertificateReader(allowWeak);
            Set<X509Certificate> all = new LinkedHashSet<>();
            Set<X509Certificate> trusted = new LinkedHashSet<>();
            for (byte[] der : reader.certificates()) {
                X509Certificate certificate = certificates.certificate(PART, der);
                all.add(certificate);
                if (reader.trusted().contains(der)) {
                    trusted.add(certificate);
                }
            }
            byte[] pkcs8 = reader.keys().get(0);
            Optional<String> fault = DerShape.fault(pkcs8);
            if (fault.isPresent()) {
                throw Refusal.damaged(PART, fault.get());
            }
            KeyMaterial key = PlainKey.material(PART, PrivateKeyInfo.getInstance(pkcs8), allowWeak);
            boolean whole = false;
            try {
                Container container = sorted(key, all, trusted);
                whole = true;
                return container;
            } finally {
                if (!whole) {
                    key.close();
                }
            }
        } catch (IOException e) {
            throw Refusal.damaged(PART, "its content makes no sense");
        }
    }

    private static Container sorted(KeyMaterial key, Set<X509Certificate> all, Set<X509Certificate> trusted)
            throws CredentialRejectedException {
        X509Certificate leaf = all.stream()
                .filter(certificate -> PublicKeys.same(certificate.getPublicKey(), key.publicKey()))
                .max(Comparator.comparing(X509Certificate::getNotBefore))
                .orElseThrow(() -> Refusal.of(
                        PART,
                        all.isEmpty() ? Reason.NOT_A_CERTIFICATE : Reason.MISMATCH,
                        all.isEmpty()
                                ? "holds no certificate; a key alone belongs into private.key"
                                : "holds no certificate of its private key"));
        CertificateReader.requireUsable(PART, leaf);
        List<X509Certificate> chain = new ArrayList<>(List.of(leaf));
        Optional<X509Certificate> issuer = issuer(leaf, all, chain);
        while (issuer.isPresent() && !isRoot(issuer.get())) {
            if (chain.size() == CertificateReader.MAX_CHAIN) {
                throw Refusal.of(PART, Reason.TOO_LARGE, "holds a chain of more than " + CertificateReader.MAX_CHAIN);
            }
            chain.add(issuer.get());
            issuer = issuer(issuer.get(), all, chain);
        }
        for (X509Certificate certificate : trusted) {
            if (!CertificateReader.isAuthority(certificate)) {
                throw Refusal.of(
                        PART, Reason.NOT_A_CA, "trusts what is no CA certificate (" + Subject.of(certificate) + ")");
            }
        }
        List<X509Certificate> others =
                all.stream().filter(each -> !chain.contains(each)).toList();
        List<X509Certificate> roots = others.stream().filter(Container::isRoot).toList();
        return new Container(
                key,
                chain,
                List.copyOf(trusted),
                roots,
                others.stream()
                        .filter(each -> !roots.contains(each) && !trusted.contains(each))
                        .toList());
    }

    private static Optional<X509Certificate> issuer(
            X509Certificate of, Set<X509Certificate> all, List<X509Certificate> chain) {
        return all.stream()
                .filter(each -> !chain.contains(each) && ChainOrder.isSignedBy(of, each))
                .findFirst();
    }

    private static boolean isRoot(X509Certificate certificate) {
        return CertificateReader.isAuthority(certificate) && ChainOrder.isSignedBy(certificate, certificate);
    }

    @Override
    public void close() {
        key.close();
    }

    /** Names nothing of its content. */
    @Override
    public String toString() {
        return "Container[" + chain.size() + " certificates]";
    }
}
