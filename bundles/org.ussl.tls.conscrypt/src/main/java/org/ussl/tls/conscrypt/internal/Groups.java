// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.conscrypt.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;

/** The key exchange groups by name. Conscrypt passes over a name that it does not know. */
final class Groups {
    private static final List<String> KNOWN =
            List.of("X25519MLKEM768", "x25519", "secp256r1", "secp384r1", "secp521r1");

    private static final @Nullable MethodHandle SETTER = setter();

    private Groups() {}

    /**
     * Says once more what an engine has from its context: since Java 20 parameters carry groups, and those that were
     * set meanwhile without any have taken them away. Before, nothing can.
     */
    static void keep(SSLEngine engine, String[] groups) {
        if (SETTER == null) {
            return;
        }
        SSLParameters parameters = engine.getSSLParameters();
        try {
            SETTER.invokeExact(parameters, groups);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        engine.setSSLParameters(parameters);
    }

    private static @Nullable MethodHandle setter() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(
                            SSLParameters.class, "setNamedGroups", MethodType.methodType(void.class, String[].class));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    static String[] of(List<String> names) throws SSLError {
        String[] groups = new String[names.size()];
        for (int i = 0; i < groups.length; i++) {
            String name = names.get(i);
            groups[i] = KNOWN.stream()
                    .filter(name::equalsIgnoreCase)
                    .findAny()
                    .orElseThrow(() -> new SSLError(
                            Reason.UNSUPPORTED,
                            "unsupported: the engine conscrypt has no group " + name + "; it has "
                                    + String.join(", ", KNOWN),
                            null,
                            null,
                            null));
        }
        return groups;
    }
}
