// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names one part of one profile: {@code /flash/cert/ca.pem} is the CA of the profile {@code default},
 * {@code /flash/cert/line-3/private.key} the key of the profile {@code line-3}.
 *
 * @param profile the profile's name, {@code [a-z0-9][a-z0-9._-]{0,63}}, but none of {@link GatewayProfile}
 * @param part which part of it
 */
public record CredentialPath(String profile, CredentialPart part) {

    /** The profile that lies at {@code /flash/cert/} itself. */
    public static final String DEFAULT_PROFILE = "default";

    private static final List<String> ROOT = List.of("flash", "cert");
    private static final Pattern PROFILE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    private static final String FILE_NAMES =
            Arrays.stream(CredentialPart.values()).map(CredentialPart::fileName).collect(Collectors.joining(" or "));

    /** Refuses a name that no profile can have. */
    public CredentialPath {
        Objects.requireNonNull(part, "part");
        if (GatewayProfile.isName(profile)) {
            throw new IllegalArgumentException("profile: \"" + profile + "\" is not for use: " + GatewayProfile.WHY);
        }
        if (!isProfileName(profile)) {
            throw new IllegalArgumentException("profile: \"" + printable(profile)
                    + "\" is not a profile's name (a-z, 0-9, dot, dash, underscore; 64 characters at most)");
        }
    }

    /**
     * Reads an absolute path. Empty segments, {@code .} and {@code ..} are resolved first and capitals are folded, so
     * that no spelling of a hidden path gets around it.
     *
     * @param path for example {@code /flash/cert/cert.pem}
     * @return what it names
     * @throws IllegalArgumentException if it names no part of a profile
     */
    public static CredentialPath parse(String path) {
        List<String> segments = segments(path)
                .orElseThrow(() -> new IllegalArgumentException("not a path: \"" + printable(path) + "\""));
        if (segments.size() >= 3
                && segments.size() <= 4
                && segments.subList(0, 2).equals(ROOT)) {
            String profile = segments.size() == 4 ? segments.get(2) : DEFAULT_PROFILE;
            if (GatewayProfile.isName(profile)) {
                throw new IllegalArgumentException(
                        "\"" + printable(path) + "\" is no credential: " + GatewayProfile.WHY);
            }
            for (CredentialPart part : CredentialPart.values()) {
                if (part.fileName().equals(segments.get(segments.size() - 1)) && isProfileName(profile)) {
                    return new CredentialPath(profile, part);
                }
            }
        }
        throw new IllegalArgumentException("\"" + printable(path) + "\" is no credential: it must be " + FILE_NAMES
                + " in /flash/cert/ or /flash/cert/PROFILE/");
    }

    /**
     * Says whether a path lies in the hidden part of the file system: at {@code /flash/cert} or below, in any spelling.
     * What cannot be read as a path counts as hidden, because hiding too much is the safe side.
     *
     * @param path an absolute path
     * @return whether nothing at this path may be shown
     */
    public static boolean isHidden(String path) {
        return segments(path)
                .map(segments -> segments.size() >= 2 && segments.subList(0, 2).equals(ROOT))
                .orElse(true);
    }

    /**
     * Says whether a profile may have this name.
     *
     * @param name any text
     * @return whether it is a name; the parts' own file names are none, and neither are those of {@link GatewayProfile}
     */
    public static boolean isProfileName(String name) {
        if (!PROFILE.matcher(name).matches() || name.startsWith(GatewayProfile.PREFIX)) {
            return false;
        }
        for (CredentialPart part : CredentialPart.values()) {
            if (part.fileName().equals(name)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The same profile's other part.
     *
     * @param other which
     * @return its path
     */
    public CredentialPath sibling(CredentialPart other) {
        return new CredentialPath(profile, other);
    }

    /** The path in its one canonical spelling; {@link #parse} reads it. */
    @Override
    public String toString() {
        String folder = profile.equals(DEFAULT_PROFILE) ? "" : profile + "/";
        return "/flash/cert/" + folder + part.fileName();
    }

    private static Optional<List<String>> segments(String path) {
        if (!path.startsWith("/") || !path.chars().allMatch(c -> c >= 0x20 && c != 0x7f && c != '\\')) {
            return Optional.empty();
        }
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : path.split("/")) {
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.addLast(segment.toLowerCase(Locale.ROOT));
            }
        }
        return Optional.of(List.copyOf(segments));
    }

    /**
     * The text with control characters replaced and cut to a line's length, because it comes from outside and goes to
     * logs.
     */
    private static String printable(String text) {
        String cut = text.length() > 100 ? text.substring(0, 100) + "..." : text;
        return cut.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
