// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.time.Clock;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialInfo;

/** Reads the profiles and the tally, each time anew. */
final class CredentialsBean implements CredentialsMXBean {

    private final Supplier<Sources> sources;
    private final Tally tally;
    private final Clock clock;

    CredentialsBean(Supplier<Sources> sources, Tally tally, Clock clock) {
        this.sources = sources;
        this.tally = tally;
        this.clock = clock;
    }

    @Override
    public int getProfiles() {
        return sources.get().profiles().size();
    }

    @Override
    public Map<String, Double> getDaysToExpiry() {
        Map<String, Double> days = new TreeMap<>();
        for (CredentialInfo profile : sources.get().profiles()) {
            Validity.firstOf(profile)
                    .ifPresent(validity -> days.put(profile.profile(), validity.daysLeft(clock.instant())));
        }
        return days;
    }

    @Override
    public @Nullable Double getFewestDaysToExpiry() {
        return getDaysToExpiry().values().stream()
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    @Override
    public long getSwaps() {
        return sum(tally.swaps());
    }

    @Override
    public Map<String, Long> getSwapsByAction() {
        return tally.swaps();
    }

    @Override
    public long getUploads() {
        return uploads(upload -> upload.reason().isEmpty());
    }

    @Override
    public long getRefusals() {
        return uploads(upload -> !upload.reason().isEmpty());
    }

    @Override
    public Map<String, Long> getRefusalsByReason() {
        Map<String, Long> reasons = new TreeMap<>();
        tally.uploads().forEach((upload, count) -> {
            if (!upload.reason().isEmpty() && count > 0) {
                reasons.merge(upload.reason(), count, Long::sum);
            }
        });
        return reasons;
    }

    @Override
    public long getRefusedLogins() {
        return tally.logins().entrySet().stream()
                .filter(each -> !each.getKey().outcome().equals("admitted"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private long uploads(Predicate<Tally.Upload> which) {
        return tally.uploads().entrySet().stream()
                .filter(each -> which.test(each.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
