// SPDX-License-Identifier: Apache-2.0
package org.ussl.launcher;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.util.tracker.ServiceTracker;

/**
 * What the gateway has become at the end of its start.
 *
 * @param took since the start script had nothing more to build
 * @param ftp where FTP listens; empty if it doesn't
 * @param failed names of the bundles that are not active
 */
record Readiness(Duration took, Optional<InetSocketAddress> ftp, List<String> failed) {
    /** The FTP bundle registers its address with this property as soon as it listens. */
    private static final String FTP = "(&(objectClass=java.net.InetSocketAddress)(ussl.ftp=true))";

    static Readiness await(Framework framework, Instant begin, Duration deadline) {
        List<String> failed = new ArrayList<>();
        for (Bundle bundle : framework.getBundleContext().getBundles()) {
            boolean fragment = bundle.getHeaders("").get("Fragment-Host") != null;
            if (!fragment && bundle.getState() != Bundle.ACTIVE) {
                failed.add(bundle.getSymbolicName());
            }
        }
        Optional<InetSocketAddress> ftp = ftp(framework.getBundleContext(), deadline);
        return new Readiness(Duration.between(begin, Instant.now()), ftp, List.copyOf(failed));
    }

    /** One line for the console. */
    String describe() {
        String where = ftp.map(address -> "FTP on " + address.getAddress().getHostAddress() + ":" + address.getPort())
                .orElse("FTP does not listen (see the log)");
        String what = failed.isEmpty() ? "is up" : "is up WITHOUT " + String.join(", ", failed);
        long tenths = (took.toMillis() + 50) / 100;
        return "ussl gateway " + what + " in " + tenths / 10 + "." + tenths % 10 + " s: " + where;
    }

    private static Optional<InetSocketAddress> ftp(BundleContext context, Duration deadline) {
        try {
            ServiceTracker<InetSocketAddress, InetSocketAddress> tracker =
                    new ServiceTracker<>(context, context.createFilter(FTP), null);
            tracker.open();
            try {
                return Optional.ofNullable(tracker.waitForService(deadline.toMillis()));
            } finally {
                tracker.close();
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
