// SPDX-License-Identifier: Apache-2.0
package org.ussl.monitor.internal;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;

/** A check for Felix' health checks. Loaded when their executor asks for it. */
final class FelixHealthCheck implements HealthCheck {

    private final GatewayCheck check;

    FelixHealthCheck(GatewayCheck check) {
        this.check = check;
    }

    @Override
    public Result execute() {
        CheckResult result = check.result();
        return new Result(Result.Status.valueOf(result.status().name()), result.message());
    }
}
