// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import java.util.Comparator;
import java.util.List;

/**
 * What a check has found.
 *
 * @param status how it stands
 * @param message what was found and, unless all is well, what to do; one line, no secret
 */
record CheckResult(Status status, String message) {

    /** How something stands, better ones first; the names are those of Felix' health checks. */
    enum Status {
        /** As it should be. */
        OK,
        /** It works, and somebody should look at it. */
        WARN,
        /** It does not work for the moment, and is tried again by itself. */
        TEMPORARILY_UNAVAILABLE,
        /** It does not work, and somebody has to act. */
        CRITICAL
    }

    static CheckResult ok(String message) {
        return new CheckResult(Status.OK, message);
    }

    static CheckResult warn(String message) {
        return new CheckResult(Status.WARN, message);
    }

    static CheckResult critical(String message) {
        return new CheckResult(Status.CRITICAL, message);
    }

    /** Whether what was checked works. */
    boolean works() {
        return status.compareTo(Status.TEMPORARILY_UNAVAILABLE) < 0;
    }

    /** The worst of several, with what all that are as bad say; that all is well if there are none. */
    static CheckResult worst(List<CheckResult> results, String otherwise) {
        Status worst = results.stream()
                .map(CheckResult::status)
                .max(Comparator.naturalOrder())
                .orElse(Status.OK);
        if (worst == Status.OK) {
            return ok(otherwise);
        }
        List<String> messages = results.stream()
                .filter(result -> result.status == worst)
                .map(CheckResult::message)
                .toList();
        return new CheckResult(
                worst, messages.get(0) + (messages.size() > 1 ? "; and " + (messages.size() - 1) + " more" : ""));
    }
}
