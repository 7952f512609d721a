// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.Audit;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.Credentials;
import org.ussl.tls.TlsService;

/**
 * The gateway's other services, as they are at the moment: any of them may be stopped, exchanged or come later. Safe
 * for use by many threads.
 */
final class GatewayServices {

    final Slot<CredentialIntake> intake = new Slot<>();
    final Slot<Credentials> credentials = new Slot<>();
    final Slot<Audit> audit = new Slot<>();
    final Slot<TlsService> tls = new Slot<>();

    /** The place of one service. */
    static final class Slot<T> {

        private final AtomicReference<@Nullable T> service = new AtomicReference<>();

        @Nullable
        T get() {
            return service.get();
        }

        void bind(T newService) {
            service.set(newService);
        }

        /** The new one is bound before the old one goes, hence the comparison. */
        void unbind(T oldService) {
            service.compareAndSet(oldService, null);
        }
    }
}
