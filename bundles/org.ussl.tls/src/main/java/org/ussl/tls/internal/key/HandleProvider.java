// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.key;

import java.security.InvalidParameterException;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;

/**
 * The security provider that signs with {@link KeyHandle}s.
 *
 * <p>It has to be registered, because SunJSSE looks signatures up among the registered providers and nowhere else. It
 * stands last and its services answer to {@link KeyHandle} alone, so that no other software's signatures ever come
 * here.
 */
public final class HandleProvider extends Provider {
    private static final long serialVersionUID = 1L;

    /** What SunJSSE asks for in TLS 1.2 and 1.3 with the keys that the intake takes. */
    private static final List<String> ALGORITHMS = List.of(
            "SHA256withECDSA",
            "SHA384withECDSA",
            "SHA512withECDSA",
            "SHA256withRSA",
            "SHA384withRSA",
            "SHA512withRSA",
            "RSASSA-PSS",
            "Ed25519",
            "EdDSA");

    /** Makes the provider; {@link #register} makes it known. */
    public HandleProvider() {
        super("USSLKeys", "0.1", "Signatures with hidden keys (ussl)");
        for (String algorithm : ALGORITHMS) {
            putService(new HandleService(this, algorithm));
        }
    }

    /** Makes the provider known; takes the place of one that a stopped bundle could not remove. */
    public void register() {
        Security.removeProvider(getName());
        Security.addProvider(this);
    }

    /** Takes the provider away again, unless another one stands there by now. */
    public void unregister() {
        if (Security.getProvider(getName()) == this) {
            Security.removeProvider(getName());
        }
    }

    private static final class HandleService extends Service {
        HandleService(Provider provider, String algorithm) {
            super(
                    provider,
                    "Signature",
                    algorithm,
                    HandleSignature.class.getName(),
                    List.of(),
                    Map.of("SupportedKeyClasses", KeyHandle.class.getName()));
        }

        @Override
        public Object newInstance(Object parameter) {
            if (parameter != null) {
                throw new InvalidParameterException("a signature takes no parameter here");
            }
            return new HandleSignature(getAlgorithm());
        }

        @Override
        public boolean supportsParameter(Object key) {
            return key instanceof KeyHandle;
        }
    }
}
