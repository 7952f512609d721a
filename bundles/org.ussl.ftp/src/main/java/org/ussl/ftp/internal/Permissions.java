// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.net.InetAddress;
import java.util.List;
import org.ussl.credential.CredentialPath;

/**
 * What someone may do.
 *
 * @param profiles names of profiles that may be written; one that ends in {@code *} stands for all that begin so
 * @param home the path below {@code /flash} of the only visible folder; empty for all of {@code /flash}
 * @param readOnly whether nothing may be written at all
 * @param addresses where the login may come from; empty for anywhere
 */
record Permissions(List<String> profiles, List<String> home, boolean readOnly, List<AddressRange> addresses) {

    static final Permissions ALL = new Permissions(List.of("*"), List.of(), false, List.of());

    boolean mayWrite(String profile) {
        return !readOnly && concerns(profile);
    }

    /** Whether the profile is this user's business: only such ones are told of. */
    boolean concerns(String profile) {
        return profiles.stream()
                .anyMatch(name -> name.endsWith("*")
                        ? profile.startsWith(name.substring(0, name.length() - 1))
                        : profile.equals(name));
    }

    boolean mayComeFrom(InetAddress address) {
        return addresses.isEmpty() || addresses.stream().anyMatch(range -> range.contains(address));
    }

    /** Whether this can be the name of a profile, or the beginning of one with a star. */
    static boolean isPattern(String name) {
        String plain = name.endsWith("*") ? name.substring(0, name.length() - 1) + "x" : name;
        return CredentialPath.isProfileName(plain);
    }
}
