// SPDX-License-Identifier: Apache-2.0
package org.ussl.jca.internal;

import java.security.InvalidParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ussl.jca.internal.DefaultFactories.Displaced;

/**
 * The provider {@code USSL}. Each of its services is also found under {@code USSL/PROFILE}, for software that has a
 * setting for the type and none for a file.
 */
final class UsslProvider extends Provider {
    private static final long serialVersionUID = 1L;

    private static final List<String> TYPES =
            List.of("KeyStore", "KeyManagerFactory", "TrustManagerFactory", "SSLContext");

    private final transient CurrentTls tls;
    private final transient Displaced displaced;

    /**
     * Makes the provider.
     *
     * @param displaced the default factories in whose place these stand, if they do
     */
    UsslProvider(CurrentTls tls, Displaced displaced) {
        super(ProfileName.TYPE, "0.1", "Hidden credentials by the names of the JCA (ussl)");
        this.tls = tls;
        this.displaced = displaced;
        TYPES.forEach(type -> putService(new NamedService(type, ProfileName.TYPE, ProfileName.DEFAULT)));
    }

    @Override
    public @Nullable Service getService(String type, String algorithm) {
        Service known = super.getService(type, algorithm);
        if (known != null || !TYPES.contains(type)) {
            return known;
        }
        Optional<ProfileName> profile = ProfileName.ofType(algorithm);
        return profile.map(name -> new NamedService(type, algorithm, name)).orElse(null);
    }

    private final class NamedService extends Service {
        private final ProfileName profile;

        NamedService(String type, String algorithm, ProfileName profile) {
            super(UsslProvider.this, type, algorithm, UsslProvider.class.getName(), List.of(), Map.of());
            this.profile = profile;
        }

        /** Made here, with this bundle's classes, whatever class loader asks. */
        @Override
        public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
            if (parameter != null) {
                throw new InvalidParameterException(getType() + " takes no parameter");
            }
            boolean named = !getAlgorithm().equalsIgnoreCase(ProfileName.TYPE);
            return switch (getType()) {
                case "KeyStore" -> new HiddenKeyStore(tls, profile);
                case "KeyManagerFactory" -> new Factories.Keys(tls, profile, named ? null : displaced.keys());
                case "TrustManagerFactory" -> new Factories.Trust(tls, profile, named ? null : displaced.trust());
                case "SSLContext" -> new HiddenContext(tls, profile);
                default -> throw new NoSuchAlgorithmException(getType());
            };
        }
    }
}
