// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The gateway's audit log, for what transports see and the intake does not: who logged in or tried to, and uploads that
 * never became an offer. What the intake sees it records itself. While no log is configured nothing is kept but what
 * {@link #recent} tells.
 *
 * <p>Safe for use by many threads.
 */
@ProviderType
public interface Audit {

    /**
     * Records something that has happened. Returns when it is on the medium, or has turned out not to be possible,
     * which is an error in the system's log and nothing that a caller could act on.
     *
     * @param event what happened, in a word such as {@code login}
     * @param outcome what became of it, in a word such as {@code refused}
     * @param origin who did it, and from where
     * @param details what else is worth knowing, never a secret; in the order of the map
     */
    void record(String event, String outcome, Origin origin, Map<String, String> details);

    /**
     * What happened last, for people who look. The log on the medium is what an auditor reads: this is only what was
     * seen since the provider started or took a new configuration, and only the last few hundred events.
     *
     * @param max how many at most
     * @return newest first; a copy; empty if nothing has happened yet
     */
    default List<AuditEvent> recent(int max) {
        return List.of();
    }
}
