// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import java.io.ByteArrayOutputStream;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/** All certificates of the demo, made anew each time. */
final class Workshop {
    final Authority oldAuthority = Authority.create("CN=Demo CA 1");
    final Authority newAuthority = Authority.create("CN=Demo CA 2");
    final Identity broker = broker(oldAuthority);
    final Identity newBroker = broker(newAuthority);
    final Identity subscriber = client("CN=demo-subscriber");
    final Identity first = client("CN=gw-17");
    final Identity renewed = client("CN=gw-17");
    final Identity waiting = client("CN=gw-17");
    final Identity stranger = client("CN=gw-18");

    /** Both CAs as one {@code ca.pem}: what an operator delivers before the broker changes. */
    byte[] bothAuthorities() {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(oldAuthority.pem());
        both.writeBytes(newAuthority.pem());
        return both.toByteArray();
    }

    /** What the broker verifies its clients with. */
    List<X509Certificate> trusted() {
        return List.of(oldAuthority.certificate(), newAuthority.certificate());
    }

    /** Every key that the gateway gets to see. */
    List<Identity> delivered() {
        return List.of(first, renewed, waiting, stranger);
    }

    private static Identity broker(Authority authority) {
        return authority.issue(
                Certificate.named("CN=localhost").dns("localhost").ip("127.0.0.1"));
    }

    private Identity client(String subject) {
        return oldAuthority.issue(Certificate.named(subject)
                .valid(Instant.now().minus(Duration.ofHours(1)), Instant.now().plus(Duration.ofDays(365))));
    }
}
