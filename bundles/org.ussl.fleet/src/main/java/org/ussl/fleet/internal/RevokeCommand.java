// SPDX-License-Identifier: Apache-2.0
package org.ussl.fleet.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import org.ussl.fleet.internal.book.ChangedException;
import org.ussl.fleet.internal.book.Enrolment;
import org.ussl.fleet.internal.book.UntrustedException;
import org.ussl.store.nats.internal.engine.BucketKeys;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "revoke",
        description = {
            "Sends a gateway nothing any more, by no operator and no roll-out that goes on, and takes away what waits"
                    + " for it. What it has it keeps: revoke its certificates too. To have it back, enrol it again."
        },
        footer = {"", "Example:", "  fleet revoke gw-17"})
final class RevokeCommand extends FleetCommand {

    @Parameters(paramLabel = "GATEWAY", description = "its name")
    private String gateway = "";

    @Override
    int run()
            throws Refusal, IOException, GeneralSecurityException, UntrustedException, ChangedException,
                    InterruptedException {
        return with(book -> {
            if (book.gateway(gateway).isEmpty()) {
                throw new Refusal(gateway + " is not enrolled; fleet list shows who is");
            }
            book.enrol(
                    gateway,
                    before -> before.map(there -> there.revoked()
                                    ? there
                                    : new Enrolment(there.gateway(), there.serial() + 1, true, there.groups()))
                            .orElseThrow());
            for (String plan : book.plans().keySet()) {
                book.bucket().purge(BucketKeys.next(plan, gateway));
            }
            for (String key : book.bucket().all(BucketKeys.deliveries(gateway)).keySet()) {
                book.bucket().purge(key);
            }
            say("revoked " + gateway + "; it gets nothing any more. Its certificates are not revoked by this");
            return FleetTool.DONE;
        });
    }
}
