// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialInfo;

/** Reads one profile, each time anew. */
final class ProfileBean implements ProfileMXBean {

    private final Supplier<Sources> sources;
    private final String name;
    private final Clock clock;

    ProfileBean(Supplier<Sources> sources, String name, Clock clock) {
        this.sources = sources;
        this.name = name;
        this.clock = clock;
    }

    private Optional<CredentialInfo> profile() {
        return sources.get().profiles().stream()
                .filter(each -> each.profile().equals(name))
                .findFirst();
    }

    private Optional<Validity> first() {
        return profile().flatMap(Validity::firstOf);
    }

    @Override
    public long getRevision() {
        return profile().map(CredentialInfo::revision).orElse(0L);
    }

    @Override
    public @Nullable Double getDaysToExpiry() {
        return first().map(validity -> validity.daysLeft(clock.instant())).orElse(null);
    }

    @Override
    public String getNotAfter() {
        return first().map(validity -> validity.certificate().notAfter().toString())
                .orElse("");
    }

    @Override
    public String getSubject() {
        return first().map(validity -> validity.certificate().subject()).orElse("");
    }

    @Override
    public int getPendingParts() {
        return profile().map(each -> each.pending().size()).orElse(0);
    }
}
