// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ussl.credential.CredentialPart.CA;
import static org.ussl.credential.CredentialPart.CERT;
import static org.ussl.credential.CredentialPart.KEY;

import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.IntakeReceipt.Status;
import org.ussl.testing.pki.Identity;
import org.ussl.testing.pki.KeyKind;

class ProfileTurnsTest {

    private final Desk desk = Desk.open();

    @Test
    @Timeout(60)
    void changesOfOneProfileTakeTurns() throws Exception {
        KeyPair pair = KeyKind.P256.generate();
        List<Identity> renewals = List.of(
                Desk.CA.issue(Desk.named("CN=a").keyPair(pair)),
                Desk.CA.issue(Desk.named("CN=b").keyPair(pair)));
        commit(renewals.get(0));
        List<CompletableFuture<Void>> uploads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            byte[] file = renewals.get(i % 2).chainPem();
            uploads.add(CompletableFuture.runAsync(() -> {
                for (int n = 0; n < 50; n++) {
                    try {
                        desk.offer(CERT, file);
                    } catch (CredentialRejectedException e) {
                        throw new AssertionError(e);
                    }
                }
            }));
        }
        CompletableFuture.allOf(uploads.toArray(new CompletableFuture<?>[0])).get(30, TimeUnit.SECONDS);
        assertThat(desk.store.overlapped).isFalse();
    }

    @Test
    @Timeout(60)
    void aProfileDoesNotWaitForAnother() throws Exception {
        CountDownLatch slowIsWriting = new CountDownLatch(1);
        CountDownLatch slowMayGo = new CountDownLatch(1);
        desk.store.whileChanging = profile -> {
            if (profile.equals("slow")) {
                slowIsWriting.countDown();
                try {
                    assertThat(slowMayGo.await(30, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        };
        CompletableFuture<IntakeReceipt> slow = CompletableFuture.supplyAsync(() -> {
            try {
                return desk.desk.offer(new CredentialPath("slow", CA), Desk.CA.pem());
            } catch (CredentialRejectedException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(slowIsWriting.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(desk.offer(CA, Desk.CA.pem()).status()).isEqualTo(Status.COMMITTED);
        assertThat(slow).isNotDone();
        slowMayGo.countDown();
        assertThat(slow.get(30, TimeUnit.SECONDS).message()).startsWith("slow: committed revision 1");
    }

    private void commit(Identity identity) throws CredentialRejectedException {
        desk.offer(KEY, identity.keyPem());
        desk.offer(CERT, identity.chainPem());
    }
}
