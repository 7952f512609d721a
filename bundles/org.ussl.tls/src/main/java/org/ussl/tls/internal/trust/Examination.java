// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.ussl.tls.CrlMode;
import org.ussl.tls.ProbeReport.Check;
import org.ussl.tls.ProbeReport.Outcome;
import org.ussl.tls.ProbeReport.Step;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsOptions;

/**
 * Tells a person all that is wrong with a server's certificates, where {@link PeerVerifier} stops at the first. The
 * verifier's judgement is what counts and is asked first; what it did not come to is then looked at one by one, as far
 * as that makes sense without a trusted path.
 */
public final class Examination {
    private final PeerVerifier verifier;
    private final TlsOptions options;
    private final Instant now;
    private final Map<Step, Check> checks = new EnumMap<>(Step.class);

    /**
     * Prepares an examination.
     *
     * @param verifier what decides about peers with these options
     * @param now the date to judge by
     */
    public Examination(PeerVerifier verifier, TlsOptions options, Instant now) {
        this.verifier = verifier;
        this.options = options;
        this.now = now;
    }

    /**
     * Looks at a server's certificates.
     *
     * @param received what it sent, its own certificate first
     * @param host the name that it must have
     * @param stapled the OCSP responses that it sent
     * @return a check for each step from {@link Step#TRUST} to {@link Step#APPLICATION}
     */
    public Map<Step, Check> of(List<X509Certificate> received, String host, List<byte[]> stapled) {
        try {
            List<X509Certificate> path = verifier.verify(received, PeerRole.SERVER, host, stapled, now);
            passed(path, host);
        } catch (VerificationFailure e) {
            failed(e, received, host);
        }
        return checks;
    }

    private void passed(List<X509Certificate> path, String host) {
        pass(Step.TRUST, names(path));
        passedAsPath(path);
        if (options.checkHostname()) {
            pass(Step.NAME, "the certificate has the name " + host);
        } else {
            skip(Step.NAME, "checkHostname=false");
        }
        if (options.pins().isEmpty()) {
            skip(Step.PINS, "no pins in the options");
        } else {
            pass(Step.PINS, "a certificate has a pinned key");
        }
        if (options.peerCheck() == null) {
            skip(Step.APPLICATION, "no peerCheck in the options");
        } else {
            pass(Step.APPLICATION, "the application's own check lets the server in");
        }
    }

    private void passedAsPath(List<X509Certificate> path) {
        pass(Step.DATES, dates(path));
        pass(Step.STRENGTH, "all keys and signatures are strong enough");
        pass(Step.USAGE, "made for a server, and issued by CAs");
        if (options.crlMode() == CrlMode.OFF) {
            skip(Step.REVOCATION, "crlMode=OFF");
        } else {
            pass(
                    Step.REVOCATION,
                    options.crlMode() == CrlMode.HARD
                            ? "lists or stapled answers in force know of none that is revoked"
                            : "none is known to be revoked (crlMode=SOFT: without a list, nothing is known)");
        }
    }

    private void failed(VerificationFailure failure, List<X509Certificate> received, String host) {
        Step step = step(failure.reason());
        fail(step, failure);
        if (received.isEmpty()) {
            rest("the server shows no certificate");
            return;
        }
        if (step.compareTo(Step.NAME) >= 0) {
            // The path has been found good before these are asked.
            pass(Step.TRUST, "leads to a certificate that is trusted");
            passedAsPath(received);
        } else {
            attempt(Step.TRUST, "leads to a certificate that is trusted", () -> requireAnyPath(received));
            attempt(Step.DATES, dates(received), () -> requireDates(received));
            attempt(Step.STRENGTH, "all keys and signatures are strong enough", () -> Strength.require(received));
            attempt(Step.USAGE, "made for a server", () -> Usage.requirePurpose(received.get(0), PeerRole.SERVER));
        }
        if (options.checkHostname()) {
            attempt(
                    Step.NAME,
                    "the certificate has the name " + host,
                    () -> ServerName.of(host).require(received.get(0)));
        }
        if (!options.pins().isEmpty()) {
            attempt(Step.PINS, "a certificate has a pinned key", () -> new Pins(options.pins()).require(received));
        }
        rest("not asked, because the server is refused before");
    }

    /** A path of signatures only: what is wrong besides, the other steps tell. */
    private void requireAnyPath(List<X509Certificate> received) throws VerificationFailure {
        X509Certificate leaf = received.get(0);
        PathSearch search = new PathSearch(verifier.trusted(), received, candidate -> {
            List<X509Certificate> path = candidate.whole();
            try {
                for (int i = 0; i < path.size() - 1; i++) {
                    path.get(i).verify(path.get(i + 1).getPublicKey());
                }
            } catch (GeneralSecurityException e) {
                throw new PathSearch.NoPath(e);
            }
        });
        if (search.from(leaf).isEmpty()) {
            throw new Untrusted(verifier.trusted(), received).of(leaf);
        }
    }

    private void requireDates(List<X509Certificate> received) throws VerificationFailure {
        for (X509Certificate certificate : received) {
            String name = CertificateName.of(certificate);
            if (certificate.getNotAfter().toInstant().isBefore(now)) {
                String text = name + ": expired on " + certificate.getNotAfter().toInstant();
                throw VerificationFailure.ofTime(Reason.EXPIRED, text, now, null);
            }
            if (certificate.getNotBefore().toInstant().isAfter(now)) {
                String text =
                        name + ": valid only from " + certificate.getNotBefore().toInstant() + " on";
                throw VerificationFailure.ofTime(Reason.NOT_YET_VALID, text, now, null);
            }
        }
    }

    private static Step step(Reason reason) {
        return switch (reason) {
            case EXPIRED, NOT_YET_VALID, CLOCK_NOT_SET -> Step.DATES;
            case TOO_WEAK -> Step.STRENGTH;
            case WRONG_USAGE -> Step.USAGE;
            case REVOKED, REVOCATION_UNKNOWN -> Step.REVOCATION;
            case HOSTNAME_MISMATCH -> Step.NAME;
            case NOT_PINNED -> Step.PINS;
            case REFUSED_BY_CHECK -> Step.APPLICATION;
            default -> Step.TRUST;
        };
    }

    private static String names(List<X509Certificate> path) {
        return String.join(
                ", issued by ", path.stream().map(CertificateName::of).toList());
    }

    private static String dates(List<X509Certificate> path) {
        Instant end = path.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
        return "valid today, until " + end;
    }

    private void attempt(Step step, String passed, Look look) {
        if (checks.containsKey(step)) {
            return;
        }
        try {
            look.run();
            pass(step, passed);
        } catch (VerificationFailure e) {
            fail(step, e);
        }
    }

    private void pass(Step step, String detail) {
        checks.putIfAbsent(step, new Check(step, Outcome.PASS, detail));
    }

    private void fail(Step step, VerificationFailure failure) {
        checks.putIfAbsent(step, new Check(step, Outcome.FAIL, String.valueOf(failure.getMessage())));
    }

    private void skip(Step step, String detail) {
        checks.putIfAbsent(step, new Check(step, Outcome.SKIPPED, detail));
    }

    private void rest(String detail) {
        for (Step step : Step.values()) {
            if (step.compareTo(Step.TRUST) >= 0 && step.compareTo(Step.APPLICATION) <= 0) {
                skip(step, detail);
            }
        }
    }

    @FunctionalInterface
    private interface Look {
        void run() throws VerificationFailure;
    }
}
