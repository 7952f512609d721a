// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import org.jspecify.annotations.Nullable;

/** {@code org.ussl:type=Profile,name="NAME"}: one profile, for as long as it has something in use or waiting. */
public interface ProfileMXBean {

    /** The revision in use; 0 if there is none. */
    long getRevision();

    /** Days to the end of the first certificate, below 0 when it has passed; {@code null} if there is none. */
    @Nullable
    Double getDaysToExpiry();

    /** The end of the first certificate, in ISO 8601; empty if there is none. */
    String getNotAfter();

    /** Whom the certificate names that ends first; empty if there is none. */
    String getSubject();

    /** Parts that wait for their counterpart. */
    int getPendingParts();
}
