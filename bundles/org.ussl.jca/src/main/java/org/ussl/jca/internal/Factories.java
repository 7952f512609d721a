// SPDX-License-Identifier: Apache-2.0
package org.ussl.jca.internal;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.UnrecoverableKeyException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.TrustManagerFactorySpi;
import org.jspecify.annotations.Nullable;

/**
 * The two factories. A key store of ours tells them its profile. Anything else is refused, unless they stand in for the
 * JVM's default factories: then it is handed to those whose place they have taken.
 */
final class Factories {
    private Factories() {}

    private static ProfileName profileOf(KeyStore store) throws KeyStoreException {
        try {
            if (ProfileName.ofType(store.getType()).isPresent()
                    && store.getEntry(HiddenKeyStore.PROFILE, null) instanceof HiddenKeyStore.ProfileEntry entry) {
                return entry.profile();
            }
        } catch (GeneralSecurityException e) {
            throw new KeyStoreException(e.getMessage(), e);
        }
        throw new KeyStoreException(
                "this factory takes key stores of the type " + ProfileName.TYPE + ", not " + store.getType());
    }

    private static boolean isOurs(KeyStore store) {
        return ProfileName.ofType(store.getType()).isPresent();
    }

    /** Makes key managers. */
    static final class Keys extends KeyManagerFactorySpi {
        private final CurrentTls tls;
        private final ProfileName ofType;
        private final @Nullable String displaced;
        private KeyManager @Nullable [] managers;

        /**
         * Makes one.
         *
         * @param displaced the algorithm in whose place it stands; {@code null} if in none's
         */
        Keys(CurrentTls tls, ProfileName ofType, @Nullable String displaced) {
            this.tls = tls;
            this.ofType = ofType;
            this.displaced = displaced;
        }

        @Override
        protected void engineInit(@Nullable KeyStore store, char @Nullable [] password)
                throws KeyStoreException, NoSuchAlgorithmException, UnrecoverableKeyException {
            if (displaced != null && (store == null || !isOurs(store))) {
                KeyManagerFactory other = KeyManagerFactory.getInstance(displaced);
                other.init(store, password);
                managers = other.getKeyManagers();
                return;
            }
            managers = new KeyManager[] {new ProfileKeyManager(tls, store == null ? ofType : profileOf(store))};
        }

        @Override
        protected void engineInit(ManagerFactoryParameters parameters) throws InvalidAlgorithmParameterException {
            if (displaced == null) {
                throw new InvalidAlgorithmParameterException("this factory is initialised with a key store");
            }
            try {
                KeyManagerFactory other = KeyManagerFactory.getInstance(displaced);
                other.init(parameters);
                managers = other.getKeyManagers();
            } catch (NoSuchAlgorithmException e) {
                throw new InvalidAlgorithmParameterException(e.getMessage(), e);
            }
        }

        @Override
        protected KeyManager[] engineGetKeyManagers() {
            if (managers == null) {
                throw new IllegalStateException("the key manager factory is not initialised");
            }
            return managers.clone();
        }
    }

    /** Makes trust managers. */
    static final class Trust extends TrustManagerFactorySpi {
        private final CurrentTls tls;
        private final ProfileName ofType;
        private final @Nullable String displaced;
        private TrustManager @Nullable [] managers;

        /**
         * Makes one.
         *
         * @param displaced the algorithm in whose place it stands; {@code null} if in none's
         */
        Trust(CurrentTls tls, ProfileName ofType, @Nullable String displaced) {
            this.tls = tls;
            this.ofType = ofType;
            this.displaced = displaced;
        }

        @Override
        protected void engineInit(@Nullable KeyStore store) throws KeyStoreException {
            if (displaced != null && (store == null || !isOurs(store))) {
                try {
                    TrustManagerFactory other = TrustManagerFactory.getInstance(displaced);
                    other.init(store);
                    managers = other.getTrustManagers();
                    return;
                } catch (NoSuchAlgorithmException e) {
                    throw new KeyStoreException(e.getMessage(), e);
                }
            }
            managers = new TrustManager[] {new ProfileTrustManager(tls, store == null ? ofType : profileOf(store))};
        }

        @Override
        protected void engineInit(ManagerFactoryParameters parameters) throws InvalidAlgorithmParameterException {
            if (displaced == null) {
                throw new InvalidAlgorithmParameterException("this factory is initialised with a key store");
            }
            try {
                TrustManagerFactory other = TrustManagerFactory.getInstance(displaced);
                other.init(parameters);
                managers = other.getTrustManagers();
            } catch (NoSuchAlgorithmException e) {
                throw new InvalidAlgorithmParameterException(e.getMessage(), e);
            }
        }

        @Override
        protected TrustManager[] engineGetTrustManagers() {
            if (managers == null) {
                throw new IllegalStateException("the trust manager factory is not initialised");
            }
            return managers.clone();
        }
    }
}
