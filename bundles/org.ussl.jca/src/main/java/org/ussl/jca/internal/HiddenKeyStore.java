// SPDX-License-Identifier: Apache-2.0
package org.ussl.jca.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStore.LoadStoreParameter;
import java.security.KeyStore.ProtectionParameter;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A view of one profile: under the profile's name its chain and a handle of its key, under {@code NAME.ca.1} and so on
 * what peers are verified with. It shows what is in use at each call, asks for no password and takes nothing in.
 */
final class HiddenKeyStore extends KeyStoreSpi {
    /** Asked for this, a key store tells its profile; see {@link ProfileEntry}. */
    static final String PROFILE = "ussl.profile";

    private final CurrentTls tls;
    private final ProfileName ofType;
    private volatile ProfileName profile;
    private volatile ProfileKeyManager keys;
    private volatile ProfileTrustManager trust;

    HiddenKeyStore(CurrentTls tls, ProfileName ofType) {
        this.tls = tls;
        this.ofType = ofType;
        this.profile = ofType;
        this.keys = new ProfileKeyManager(tls, ofType);
        this.trust = new ProfileTrustManager(tls, ofType);
    }

    /** How a key store tells its profile to a factory, which sees nothing but {@link KeyStore}. */
    record ProfileEntry(ProfileName profile) implements KeyStore.Entry {}

    @Override
    public void engineLoad(@Nullable InputStream stream, char @Nullable [] password) throws IOException {
        take(stream == null ? Optional.empty() : ProfileName.ofFile(stream));
    }

    @Override
    public void engineLoad(@Nullable LoadStoreParameter parameter) {
        take(ProfileName.ofParameter(parameter));
    }

    private void take(Optional<ProfileName> named) {
        profile = named.orElse(ofType);
        keys = new ProfileKeyManager(tls, profile);
        trust = new ProfileTrustManager(tls, profile);
    }

    @Override
    public Enumeration<String> engineAliases() {
        List<String> aliases = new ArrayList<>();
        if (keys.alias().isPresent()) {
            aliases.add(profile.name());
        }
        for (int i = 1; i <= trust.getAcceptedIssuers().length; i++) {
            aliases.add(anchorAlias(i));
        }
        return Collections.enumeration(aliases);
    }

    @Override
    public int engineSize() {
        return Collections.list(engineAliases()).size();
    }

    @Override
    public boolean engineContainsAlias(String alias) {
        return Collections.list(engineAliases()).contains(alias);
    }

    @Override
    public boolean engineIsKeyEntry(String alias) {
        return alias.equals(profile.name()) && keys.alias().isPresent();
    }

    @Override
    public boolean engineIsCertificateEntry(String alias) {
        return anchor(alias) != null;
    }

    @Override
    public @Nullable Key engineGetKey(String alias, char @Nullable [] password) {
        return identity(alias).map(Identity::key).orElse(null);
    }

    @Override
    public Certificate @Nullable [] engineGetCertificateChain(String alias) {
        return identity(alias).map(Identity::chain).orElse(null);
    }

    @Override
    public @Nullable Certificate engineGetCertificate(String alias) {
        return identity(alias).<Certificate>map(identity -> identity.chain()[0]).orElse(anchor(alias));
    }

    /** One version's chain with its key, where the inherited method would ask for them one by one. */
    @Override
    public KeyStore.@Nullable Entry engineGetEntry(String alias, @Nullable ProtectionParameter protection) {
        if (alias.equals(PROFILE)) {
            return new ProfileEntry(profile);
        }
        Optional<Identity> identity = identity(alias);
        if (identity.isPresent()) {
            return new KeyStore.PrivateKeyEntry(
                    identity.get().key(), identity.get().chain());
        }
        X509Certificate anchor = anchor(alias);
        return anchor == null ? null : new KeyStore.TrustedCertificateEntry(anchor);
    }

    @Override
    public @Nullable String engineGetCertificateAlias(Certificate certificate) {
        for (String alias : Collections.list(engineAliases())) {
            if (certificate.equals(engineGetCertificate(alias))) {
                return alias;
            }
        }
        return null;
    }

    /** When the certificate begins to be valid: the store's own date is no business of a key store's reader. */
    @Override
    public @Nullable Date engineGetCreationDate(String alias) {
        return engineGetCertificate(alias) instanceof X509Certificate certificate ? certificate.getNotBefore() : null;
    }

    @Override
    public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain)
            throws KeyStoreException {
        throw readOnly();
    }

    @Override
    public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain) throws KeyStoreException {
        throw readOnly();
    }

    @Override
    public void engineSetCertificateEntry(String alias, Certificate certificate) throws KeyStoreException {
        throw readOnly();
    }

    @Override
    public void engineDeleteEntry(String alias) throws KeyStoreException {
        throw readOnly();
    }

    @Override
    public void engineStore(OutputStream stream, char[] password) throws IOException {
        throw new IOException("hidden credentials cannot be written out");
    }

    private static KeyStoreException readOnly() {
        return new KeyStoreException("hidden credentials come in by the gateway's own door (FTP and others)");
    }

    private Optional<Identity> identity(String alias) {
        if (!alias.equals(profile.name())) {
            return Optional.empty();
        }
        ProfileKeyManager now = keys;
        String version = now.alias().orElse(null);
        PrivateKey key = version == null ? null : now.getPrivateKey(version);
        X509Certificate[] chain = version == null ? null : now.getCertificateChain(version);
        return key == null || chain == null ? Optional.empty() : Optional.of(new Identity(chain, key));
    }

    private @Nullable X509Certificate anchor(String alias) {
        X509Certificate[] anchors = trust.getAcceptedIssuers();
        for (int i = 0; i < anchors.length; i++) {
            if (alias.equals(anchorAlias(i + 1))) {
                return anchors[i];
            }
        }
        return null;
    }

    private String anchorAlias(int number) {
        return profile + ".ca." + number;
    }

    /** Not a record: its chain is an array, because that is what JSSE wants. */
    private static final class Identity {
        private final X509Certificate[] chain;
        private final PrivateKey key;

        Identity(X509Certificate[] chain, PrivateKey key) {
            this.chain = chain;
            this.key = key;
        }

        X509Certificate[] chain() {
            return chain;
        }

        PrivateKey key() {
            return key;
        }
    }
}
