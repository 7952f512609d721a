// SPDX-License-Identifier: Apache-2.0
package org.ussl.web.internal;

import java.util.Optional;
import org.ussl.credential.Audit;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.Credentials;
import org.ussl.tls.TlsService;

/** The gateway's services at one moment; any of them may be away. */
record Services(
        Optional<Credentials> credentials,
        Optional<CredentialIntake> intake,
        Optional<TlsService> tls,
        Optional<Audit> audit) {}
