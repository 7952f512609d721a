// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Something that happened to the gateway's credentials, as the audit log has it. Never a secret.
 *
 * @param time when, by the gateway's clock
 * @param event what happened, in a word such as {@code delivery}
 * @param outcome what became of it, in a word such as {@code refused}
 * @param profile the profile that it happened to; absent if it was none, as for a login
 * @param origin who did it, and from where
 * @param details what else is known, such as {@code message}, which is a line for a person; in the order of the log
 */
public record AuditEvent(
        Instant time,
        String event,
        String outcome,
        Optional<String> profile,
        Origin origin,
        Map<String, String> details) {

    /** Keeps a copy of the details, in their order. */
    public AuditEvent {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }
}
