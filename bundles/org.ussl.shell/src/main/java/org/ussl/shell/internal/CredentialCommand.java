// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.Credentials;

/** A command that needs to know what is stored. */
abstract class CredentialCommand<L extends Line> extends ShellCommand<L> {

    CredentialCommand(Supplier<L> lines) {
        super(lines);
    }

    /** The service; {@code null} while there is none. */
    abstract @Nullable Credentials service();

    final Credentials credentials() throws Refusal {
        return GatewayService.require(service(), "The credential store");
    }

    /** The version in use of a profile. */
    final CredentialInfo inUse(String profile) throws Refusal {
        return credentials().profiles().stream()
                .filter(info -> info.profile().equals(profile))
                .findFirst()
                .orElseThrow(() -> new Refusal(profile + ": no such profile; ussl:profiles lists those that are"));
    }

    @Override
    List<String> candidates() {
        Credentials now = service();
        return now == null
                ? List.of()
                : now.profiles().stream().map(CredentialInfo::profile).toList();
    }
}
