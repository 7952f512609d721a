// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of what happens to the gateway's credentials, as the audit log has it: register one as a service. It hears of
 * what happens from then on, after it was recorded.
 */
@ConsumerType
public interface AuditListener {

    /**
     * Something has happened. Called by the thread that did it, for whose end an operator waits: returns at once, and
     * calls nothing that could change a credential. An exception is logged, and changes nothing for anybody.
     *
     * @param event what happened
     */
    void recorded(AuditEvent event);
}
