// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ussl.credential.CredentialPart.CERT;
import static org.ussl.credential.CredentialPart.KEY;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.ussl.credential.CredentialRejectedException.Reason;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Identity;
import org.ussl.testing.pki.KeyKind;

class ChainOrderTest {
    private static final Authority UPPER = Desk.CA.intermediate("CN=Upper CA");
    private static final Authority LOWER = UPPER.intermediate("CN=Lower CA");
    private static final Identity GATEWAY = LOWER.issue(Desk.named("CN=gw-17"));

    private final Desk desk = Desk.open();

    @Test
    void putsTheLeafFirstWhateverTheFilesOrder() throws Exception {
        List<X509Certificate> withRoot = new ArrayList<>(GATEWAY.chain());
        withRoot.add(Desk.CA.certificate());
        for (List<X509Certificate> right : List.of(GATEWAY.chain(), withRoot)) {
            for (int seed = 0; seed < 20; seed++) {
                List<X509Certificate> shuffled = new ArrayList<>(right);
                Collections.shuffle(shuffled, new Random(seed));
                assertThat(ChainOrder.sorted(shuffled)).isEqualTo(right);
            }
        }
    }

    @Test
    void keepsEachCertificateOnce() throws Exception {
        List<X509Certificate> twice = new ArrayList<>(GATEWAY.chain());
        twice.addAll(GATEWAY.chain());
        desk.offer(KEY, GATEWAY.keyPem());
        desk.offer(CERT, Identity.pem(twice));
        assertThat(desk.current().chain()).isEqualTo(GATEWAY.chain());
    }

    @Test
    void takesACertificateThatSignedItself() throws Exception {
        Identity alone = Authority.selfSigned(Desk.named("CN=alone"));
        assertThat(ChainOrder.sorted(alone.chain())).isEqualTo(alone.chain());
    }

    @Test
    void refusesAChainWithAGap() {
        desk.refuses(
                CERT,
                Identity.pem(List.of(GATEWAY.certificate(), UPPER.certificate())),
                Reason.BROKEN_CHAIN,
                "cert.pem: CN=Upper CA does not belong to the chain of CN=gw-17, or a certificate between them is"
                        + " missing");
    }

    @Test
    void believesSignaturesAndNotNames() {
        Authority namesake = Authority.create(Desk.named("CN=Lower CA").authority());
        desk.refuses(
                CERT,
                Identity.pem(List.of(GATEWAY.certificate(), namesake.certificate())),
                Reason.BROKEN_CHAIN,
                "cert.pem: CN=Lower CA does not belong to the chain of CN=gw-17, or a certificate between them is"
                        + " missing");
    }

    @Test
    void refusesCertificatesThatIssuedOneAnother() {
        KeyPair keyOfA = KeyKind.P256.generate();
        KeyPair keyOfB = KeyKind.P256.generate();
        Authority a = Authority.create(Desk.named("CN=A").authority().keyPair(keyOfA));
        Authority b = Authority.create(Desk.named("CN=B").authority().keyPair(keyOfB));
        Identity bOfA = a.issue(Desk.named("CN=B").authority().keyPair(keyOfB));
        Identity aOfB = b.issue(Desk.named("CN=A").authority().keyPair(keyOfA));
        desk.refuses(
                CERT,
                Identity.pem(List.of(bOfA.certificate(), aOfB.certificate())),
                Reason.BROKEN_CHAIN,
                "cert.pem: the certificates issued one another in a circle; which one is the gateway's cannot be told");
    }
}
