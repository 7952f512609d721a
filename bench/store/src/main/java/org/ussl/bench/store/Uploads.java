// SPDX-License-Identifier: Apache-2.0
package org.ussl.bench.store;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.CredentialUpdate.KeySource;
import org.ussl.credential.spi.KeyMaterial;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/** Renews the certificate of one profile again and again, for the key that it has. */
final class Uploads {
    static final String PROFILE = "p0";

    private static final CredentialPath PATH = new CredentialPath(PROFILE, CredentialPart.CERT);

    private final CredentialStore store;
    private final CredentialIntake intake;
    private final List<Identity> identities;
    private volatile long seen;

    Uploads(Gateway gateway) throws Exception {
        store = gateway.store();
        intake = gateway.intake();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair own = generator.generateKeyPair();
        Authority ca = Authority.create("CN=CA");
        Instant now = Instant.now();
        Certificate description = Certificate.named("CN=gateway")
                .dns("gateway.test")
                .keyPair(own)
                .valid(now, now.plus(Duration.ofDays(90)));
        identities = List.of(ca.issue(description), ca.issue(description));
        try (KeyMaterial key = new KeyMaterial(own.getPublic(), own.getPrivate().getEncoded())) {
            store.commit(
                    PROFILE,
                    new CredentialUpdate(
                            List.of(ca.certificate()),
                            null,
                            CredentialUpdate.Identity.withNewKey(
                                    identities.get(1).chain(), key)));
        }
        // Listeners are called when the change is visible, before anything else.
        store.subscribe(profile -> seen = System.nanoTime());
    }

    /**
     * What one round took, in nanoseconds.
     *
     * @param visible from the upload until a handshake would use it
     * @param receipt from the upload until its sender is answered
     * @param commit the store alone, until a handshake would use it
     */
    record Times(long visible, long receipt, long commit) {}

    /** One certificate comes as a file, the other one past the intake. */
    Times renew() throws Exception {
        byte[] file = identities.get(0).chainPem();
        long start = System.nanoTime();
        intake.offer(PATH, file);
        long receipt = System.nanoTime() - start;
        long visible = seen - start;
        CredentialUpdate update = CredentialUpdate.ofIdentity(
                CredentialUpdate.Identity.withKeptKey(identities.get(1).chain(), KeySource.CURRENT));
        start = System.nanoTime();
        store.commit(PROFILE, update);
        return new Times(visible, receipt, seen - start);
    }
}
