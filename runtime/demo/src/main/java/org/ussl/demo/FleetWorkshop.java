// SPDX-License-Identifier: Apache-2.0
package org.ussl.demo;

import java.time.Duration;
import java.time.Instant;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Certificate;
import org.ussl.testing.pki.Identity;

/** The certificates of the demo's fleet, made anew each time. */
final class FleetWorkshop {
    private static final Duration SOON = Duration.ofDays(7);
    private static final Duration LATER = Duration.ofDays(365);

    final Authority authority = Authority.create("CN=Demo CA");
    final Identity broker =
            authority.issue(Certificate.named("CN=localhost").dns("localhost").ip("127.0.0.1"));

    /** One that ends soon. */
    Identity first(String client) {
        return client(client, SOON);
    }

    /** One that ends later. */
    Identity renewed(String client) {
        return client(client, LATER);
    }

    private Identity client(String name, Duration validity) {
        Instant now = Instant.now();
        return authority.issue(
                Certificate.named("CN=" + name).valid(now.minus(Duration.ofHours(1)), now.plus(validity)));
    }
}
