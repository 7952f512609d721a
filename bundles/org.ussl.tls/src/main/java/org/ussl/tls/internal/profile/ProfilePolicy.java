// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.profile;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialPath;
import org.ussl.tls.CertReqs;
import org.ussl.tls.CrlMode;
import org.ussl.tls.SwapPolicy;

/**
 * The operator's demands for one profile.
 *
 * @param profile the profile's name
 * @param minimumCertReqs what each of its connections must at least ask of its peer
 * @param protocols the TLS versions that it may use; empty for those that an application chooses
 * @param minimumCrlMode how revocation is at least looked up where peers are verified
 * @param swapPolicy what at least becomes of its connections when credentials are replaced
 * @param fault why the configuration cannot be read; then nothing of the profile connects
 */
public record ProfilePolicy(
        String profile,
        CertReqs minimumCertReqs,
        List<String> protocols,
        CrlMode minimumCrlMode,
        SwapPolicy swapPolicy,
        @Nullable String fault) {

    private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");
    private static final int MOST_DRAIN_SECONDS = 86_400;

    /** Keeps a copy of the list. */
    public ProfilePolicy {
        protocols = List.copyOf(protocols);
    }

    /**
     * Reads a configuration. A profile whose demands cannot be read must not be used as if there were none, so a bad
     * value makes a policy that lets nothing through.
     *
     * @throws IllegalArgumentException if not even the profile's name can be read
     */
    static ProfilePolicy parse(
            @Nullable String profile,
            String minimumCertReqs,
            String[] protocols,
            String minimumCrlMode,
            String swapPolicy,
            int drainSeconds) {
        String name = name(profile);
        try {
            return new ProfilePolicy(
                    name,
                    constant("minimumCertReqs", CertReqs.class, minimumCertReqs),
                    protocols(protocols),
                    constant("minimumCrlMode", CrlMode.class, minimumCrlMode),
                    swapPolicy(constant("swapPolicy", SwapPolicy.Kind.class, swapPolicy), drainSeconds),
                    null);
        } catch (IllegalArgumentException e) {
            return unreadable(name, e);
        }
    }

    /** What stands for a configuration of which only the profile is known. */
    static ProfilePolicy unreadable(@Nullable String profile, IllegalArgumentException fault) {
        return new ProfilePolicy(
                name(profile),
                CertReqs.REQUIRED,
                List.of(),
                CrlMode.OFF,
                SwapPolicy.KEEP,
                String.valueOf(fault.getMessage()));
    }

    private static String name(@Nullable String profile) {
        String name = profile == null ? "" : profile.strip();
        if (!CredentialPath.isProfileName(name)) {
            throw new IllegalArgumentException("profile: must be a profile's name, such as default");
        }
        return name;
    }

    private static List<String> protocols(String[] protocols) {
        List<String> names = Stream.of(protocols)
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        for (String name : names) {
            if (!PROTOCOLS.contains(name)) {
                throw new IllegalArgumentException("protocols: must be TLSv1.2 or TLSv1.3, not \"" + name + "\"");
            }
        }
        return names;
    }

    private static SwapPolicy swapPolicy(SwapPolicy.Kind kind, int drainSeconds) {
        if (drainSeconds < 1 || drainSeconds > MOST_DRAIN_SECONDS) {
            throw new IllegalArgumentException(
                    "drainSeconds: must be 1 to " + MOST_DRAIN_SECONDS + ", not " + drainSeconds);
        }
        return switch (kind) {
            case KEEP -> SwapPolicy.KEEP;
            case DRAIN -> SwapPolicy.drain(Duration.ofSeconds(drainSeconds));
            case CLOSE -> SwapPolicy.CLOSE;
        };
    }

    private static <E extends Enum<E>> E constant(String key, Class<E> type, String text) {
        try {
            return Enum.valueOf(type, text.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            String known = String.join(
                    ", ",
                    Stream.of(type.getEnumConstants())
                            .map(each -> each.name().toLowerCase(Locale.ROOT))
                            .toList());
            throw new IllegalArgumentException(key + ": must be one of " + known + ", not \"" + text + "\"", e);
        }
    }

    /** The stronger of two: what closes sooner. */
    static SwapPolicy stronger(SwapPolicy one, SwapPolicy other) {
        int order = one.kind().compareTo(other.kind());
        if (order == 0) {
            return one.grace().compareTo(other.grace()) <= 0 ? one : other;
        }
        return order > 0 ? one : other;
    }
}
