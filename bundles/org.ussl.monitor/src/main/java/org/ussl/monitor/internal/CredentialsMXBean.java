// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code org.ussl:type=Credentials}: the profiles together, and what came in since the monitor started. */
public interface CredentialsMXBean {

    /** How many profiles there are. */
    int getProfiles();

    /** Days to the end of the first certificate of each profile, below 0 when it has passed. */
    Map<String, Double> getDaysToExpiry();

    /** Days to the end of the first certificate of all; {@code null} if there is none. */
    @Nullable
    Double getFewestDaysToExpiry();

    /** Versions that came into use. */
    long getSwaps();

    /** The same by what made them: delivery, removal, rollback, migration, unknown. */
    Map<String, Long> getSwapsByAction();

    /** Uploads that were taken. */
    long getUploads();

    /** Uploads that were refused. */
    long getRefusals();

    /** The same by reason; those that never occurred are missing. */
    Map<String, Long> getRefusalsByReason();

    /** Logins that were refused. */
    long getRefusedLogins();
}
