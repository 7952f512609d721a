// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@link TlsService#probe} has found out about a server: each step of the way to a connection, and what became of
 * it. Public data only.
 *
 * @param peer host and port that were asked for
 * @param version the TLS version that was agreed on, by JSSE's name; {@code null} if it did not come to that
 * @param cipher the cipher suite that was agreed on, by JSSE's name; {@code null} if it did not come to that
 * @param alpn the application protocol that was agreed on (RFC 7301); {@code null} if there was none
 * @param chain the certificates that the server sent, its own first; empty if it sent none. Whether they are to be
 *     believed, the checks tell
 * @param checks one for each {@link Step}, in their order
 */
public record ProbeReport(
        String peer,
        @Nullable String version,
        @Nullable String cipher,
        @Nullable String alpn,
        List<X509Certificate> chain,
        List<Check> checks) {

    /** The way to a connection. */
    public enum Step {
        /** The host's name gives an address. */
        ADDRESS,
        /** Somebody listens there. */
        CONNECTION,
        /** It speaks TLS, in a version and with a cipher suite that the options allow. */
        PROTOCOL,
        /** What the options name is in the hidden store. */
        CREDENTIALS,
        /** The server's certificates lead to one that is trusted. */
        TRUST,
        /** They are valid today. */
        DATES,
        /** Their keys and signatures are strong enough. */
        STRENGTH,
        /** They are meant for a server, and their issuers for issuing. */
        USAGE,
        /** None is known to be revoked. */
        REVOCATION,
        /** The server's own has the name that is asked for. */
        NAME,
        /** One has a pinned key. */
        PINS,
        /** The application's own check lets the server in. */
        APPLICATION,
        /** The server lets us in, with our certificate or without. */
        ADMISSION
    }

    /** What became of a step. */
    public enum Outcome {
        /** As it should be. */
        PASS,
        /** Not as it should be; the detail says what to do. */
        FAIL,
        /** Not looked at: the options do not ask for it, or a step before it failed. */
        SKIPPED
    }

    /**
     * One step and what became of it.
     *
     * @param step which
     * @param outcome what became of it
     * @param detail one line for an operator
     */
    public record Check(Step step, Outcome outcome, String detail) {

        /** Refuses a missing part. */
        public Check {
            Objects.requireNonNull(step, "step");
            Objects.requireNonNull(outcome, "outcome");
            Objects.requireNonNull(detail, "detail");
        }
    }

    /** Keeps copies of the lists. */
    public ProbeReport {
        Objects.requireNonNull(peer, "peer");
        chain = List.copyOf(chain);
        checks = List.copyOf(checks);
    }

    /**
     * Whether an application would get its connection.
     *
     * @return true if no step has failed
     */
    public boolean passed() {
        return checks.stream().noneMatch(check -> check.outcome() == Outcome.FAIL);
    }

    /**
     * What became of a step.
     *
     * @param step which
     * @return its check
     */
    public Check check(Step step) {
        return checks.get(step.ordinal());
    }
}
