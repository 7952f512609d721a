// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.io.UncheckedIOException;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.Credentials;

/**
 * {@code ussl:profiles}, {@code ussl:history} and {@code ussl:rollback}. Each returns its answer as text, which Gogo
 * prints.
 */
@Component(
        service = CredentialCommands.class,
        property = {
            "osgi.command.scope=ussl",
            "osgi.command.function=profiles",
            "osgi.command.function=history",
            "osgi.command.function=rollback"
        })
public final class CredentialCommands {
    private static final String NO_STORE = "no credential store is running";

    /** Dynamic, so that the commands stay and say what is wrong while the store is exchanged. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Credentials credentials;

    /** Lists the profiles. */
    @Descriptor("lists the profiles with what is in use and what waits")
    public String profiles() {
        Credentials now = credentials;
        if (now == null) {
            return NO_STORE;
        }
        List<CredentialInfo> profiles = now.profiles();
        return profiles.isEmpty() ? "nothing was delivered yet" : CredentialTable.of(profiles);
    }

    /** Lists the versions of a profile. */
    @Descriptor("lists the versions of a profile that are kept")
    public String history(@Descriptor("name of the profile") String profile) {
        Credentials now = credentials;
        if (now == null) {
            return NO_STORE;
        }
        List<CredentialInfo> versions = now.history(profile);
        return versions.isEmpty() ? profile + ": no such profile" : CredentialTable.of(versions);
    }

    /** Puts a version into use again. */
    @Descriptor("puts a version that is kept into use again, as a new revision")
    public String rollback(
            @Descriptor("name of the profile") String profile,
            @Descriptor("revision, as ussl:history tells it") long revision) {
        Credentials now = credentials;
        if (now == null) {
            return NO_STORE;
        }
        try {
            CredentialInfo info = now.rollback(profile, revision);
            return profile + ": rolled back to revision " + revision + ", now revision " + info.revision();
        } catch (IllegalArgumentException e) {
            return profile + ": revision " + revision + " is not kept; ussl:history " + profile
                    + " lists those that are";
        } catch (UncheckedIOException e) {
            return profile + ": not rolled back, nothing has changed: " + e.getMessage();
        }
    }
}
