// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialPath;
import org.ussl.tls.CertReqs;
import org.ussl.tls.CrlMode;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.SwapPolicy;
import org.ussl.tls.TlsOptions;

/** The policies of the moment. Where several are for one profile, each of them counts. */
public final class Policies {
    private final List<ProfilePolicy> all = new CopyOnWriteArrayList<>();
    private volatile CertReqs floor = CertReqs.NONE;

    /** Takes the floor for the whole gateway. */
    public void floor(CertReqs minimum) {
        floor = minimum;
    }

    /** Takes one more. */
    public void add(ProfilePolicy policy) {
        all.add(policy);
    }

    /** Lets one go. */
    public void remove(ProfilePolicy policy) {
        all.remove(policy);
    }

    /** Takes one in another's place; for a moment both count. */
    public void replace(ProfilePolicy old, ProfilePolicy policy) {
        all.add(policy);
        all.remove(old);
    }

    /**
     * What is demanded of a connection, with what its profiles demand on top. The floor of cert_reqs is not put on top:
     * what is below it is refused, as the gateway's own is: neither raised nor let through.
     *
     * @throws SSLError if the gateway or a profile forbids it
     */
    public TlsOptions strengthened(TlsOptions options) throws SSLError {
        if (effective(options).code() < floor.code()) {
            throw forbidden(
                    "on this gateway: org.ussl.tls",
                    "certReqs=" + options.certReqs(),
                    "minimumCertReqs=" + name(floor));
        }
        List<ProfilePolicy> policies = of(options);
        if (policies.isEmpty()) {
            return options;
        }
        CrlMode crlMode = options.crlMode();
        SwapPolicy swapPolicy = options.swapPolicy();
        for (ProfilePolicy policy : policies) {
            requireAllowed(policy, options);
            if (options.certReqs() != CertReqs.NONE && policy.minimumCrlMode().compareTo(crlMode) > 0) {
                crlMode = policy.minimumCrlMode();
            }
            swapPolicy = ProfilePolicy.stronger(swapPolicy, policy.swapPolicy());
        }
        return crlMode == options.crlMode() && swapPolicy.equals(options.swapPolicy())
                ? options
                : options.toBuilder().crlMode(crlMode).swapPolicy(swapPolicy).build();
    }

    /**
     * The TLS versions of a handshake.
     *
     * @param wanted what the options, the application or the engine would have
     * @return those of them that the profiles allow
     * @throws SSLError if that is none
     */
    public String[] allowed(TlsOptions options, String[] wanted) throws SSLError {
        List<String> names = new ArrayList<>(List.of(wanted));
        for (ProfilePolicy policy : of(options)) {
            if (!policy.protocols().isEmpty()) {
                names.retainAll(policy.protocols());
                if (names.isEmpty()) {
                    throw forbidden(
                            of(policy),
                            "protocols=" + String.join(",", wanted),
                            "protocols=" + String.join(",", policy.protocols()));
                }
            }
        }
        return names.toArray(new String[0]);
    }

    /** Whether any profile of these options restricts the TLS versions. */
    public boolean restrictProtocols(TlsOptions options) {
        return of(options).stream().anyMatch(policy -> !policy.protocols().isEmpty());
    }

    private List<ProfilePolicy> of(TlsOptions options) {
        if (all.isEmpty()) {
            return List.of();
        }
        return all.stream()
                .filter(policy ->
                        Stream.of(options.certfile(), options.caCerts()).anyMatch(path -> isOf(path, policy)))
                .toList();
    }

    private static boolean isOf(@Nullable CredentialPath path, ProfilePolicy policy) {
        return path != null && path.profile().equals(policy.profile());
    }

    private static void requireAllowed(ProfilePolicy policy, TlsOptions options) throws SSLError {
        String fault = policy.fault();
        if (fault != null) {
            throw new SSLError(
                    Reason.FORBIDDEN,
                    "nothing of the profile " + policy.profile() + " connects until its org.ussl.profile is mended: "
                            + fault,
                    null,
                    null,
                    null);
        }
        if (effective(options).code() < policy.minimumCertReqs().code()) {
            throw forbidden(
                    of(policy), "certReqs=" + options.certReqs(), "minimumCertReqs=" + name(policy.minimumCertReqs()));
        }
    }

    private static CertReqs effective(TlsOptions options) {
        return options.certReqs() == CertReqs.OPTIONAL && !options.serverSide()
                ? CertReqs.REQUIRED // A client's OPTIONAL is REQUIRED.
                : options.certReqs();
    }

    private static String name(CertReqs reqs) {
        return reqs.name().toLowerCase(Locale.ROOT);
    }

    private static String of(ProfilePolicy policy) {
        return "for the profile " + policy.profile() + ": org.ussl.profile";
    }

    private static SSLError forbidden(String whose, String asked, String demanded) {
        return new SSLError(Reason.FORBIDDEN, asked + " is forbidden " + whose + " says " + demanded, null, null, null);
    }
}
