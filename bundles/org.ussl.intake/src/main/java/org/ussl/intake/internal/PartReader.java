// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.spi.KeyMaterial;

/** Reads uploads and checks each by itself, before the profile's turn: a slow key derivation holds nobody up. */
final class PartReader {

    private static final Logger LOG = LoggerFactory.getLogger(PartReader.class);
    private static final Runnable NOTHING = () -> {};

    private volatile IntakeSettings settings;
    private final Validity validity;
    private final Passphrases passphrases;
    private volatile CertificateReader certificates;

    PartReader(IntakeSettings settings, Validity validity, Passphrases passphrases) {
        this.settings = settings;
        this.validity = validity;
        this.passphrases = passphrases;
        this.certificates = new CertificateReader(settings.allowWeak());
    }

    /** Takes other settings, for what is read from now on. */
    void settings(IntakeSettings next) {
        settings = next;
        certificates = new CertificateReader(next.allowWeak());
    }

    /** Reads a part; a passphrase counts from now on. */
    Offered read(CredentialPath path, byte[] content) throws CredentialRejectedException {
        return switch (path.part()) {
            case CA -> {
                List<X509Certificate> anchors = read(path, content, certificates::anchors);
                yield new Offered(path, null, (by, origin) -> by.trust().offerAnchors(path, anchors, origin), NOTHING);
            }
            case CRL -> {
                List<X509CRL> lists = read(path, content, new CrlReader(settings.allowWeak())::lists);
                yield new Offered(path, null, (by, origin) -> by.trust().offerLists(path, lists, origin), NOTHING);
            }
            case CERT -> {
                List<X509Certificate> chain = read(path, content, certificates::chain);
                validity.requireInForce(CredentialPart.CERT, chain.get(0));
                yield new Offered(
                        path,
                        chain.get(0).getPublicKey(),
                        (by, origin) -> by.identity().offerChain(path, chain, origin),
                        NOTHING);
            }
            case KEY -> {
                KeyReader reader = new KeyReader(
                        new KeyDecryption(CredentialPart.KEY, passphrases.of(path.profile())), settings.allowWeak());
                KeyMaterial key = read(path, content, reader::read);
                yield new Offered(
                        path, key.publicKey(), (by, origin) -> by.identity().offerKey(path, key, origin), key::close);
            }
            case PKCS12 -> container(path, content);
            case PASSPHRASE -> {
                passphrases.keep(path.profile(), PassphraseFile.read(content));
                yield new Offered(
                        path,
                        null,
                        (by, origin) -> by.receipts()
                                .pending(
                                        path,
                                        "passphrase is kept in memory for " + Passphrases.KEPT.toMinutes()
                                                + " minutes; upload the private.key or credentials.p12 now",
                                        List.of()),
                        NOTHING);
            }
        };
    }

    private Offered container(CredentialPath path, byte[] content) throws CredentialRejectedException {
        Container container =
                read(path, content, file -> Container.read(file, passphrases.of(path.profile()), settings.allowWeak()));
        try {
            validity.requireInForce(CredentialPart.PKCS12, container.chain().get(0));
        } catch (CredentialRejectedException e) {
            container.close();
            throw e;
        }
        return new Offered(
                path, null, (by, origin) -> by.identity().offerContainer(path, container, origin), container::close);
    }

    /** Nothing that a parser does with hostile input gets past here but a refusal. */
    private <T> T read(CredentialPath path, byte[] content, Reading<T> reading) throws CredentialRejectedException {
        try (CredentialFile file = CredentialFile.read(path.part(), content, settings.maxBytes(path.part()))) {
            return reading.read(file);
        } catch (RuntimeException e) {
            throw Refusal.damaged(path.part(), "its content makes no sense");
        } catch (StackOverflowError | OutOfMemoryError e) {
            throw Refusal.damaged(path.part(), "it takes more memory to read than there is");
        } catch (Error e) {
            // A class that does not load, most likely: the gateway's fault. A transport must be able to answer.
            LOG.error("{}: the file could not be read", path, e);
            throw Refusal.unavailable(path, "the gateway failed to read it", e);
        }
    }

    /** Makes something of a file's blocks. */
    private interface Reading<T> {
        T read(CredentialFile file) throws CredentialRejectedException;
    }
}
