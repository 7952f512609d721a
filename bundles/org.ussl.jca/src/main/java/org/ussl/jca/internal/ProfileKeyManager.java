// SPDX-License-Identifier: Apache-2.0
package org.ussl.jca.internal;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsService;

/**
 * A profile's identity through the TLS service of the moment. Shows nothing while there is none.
 *
 * <p>Each version has an alias of its own. The profile's name is an alias too, of the version in use, for software that
 * is configured with an alias and asks for no other, as Tomcat does. JSSE asks for the key and then, in the same
 * thread, for its chain; so the version whose key was given is remembered for that long, lest a swap come between.
 */
final class ProfileKeyManager extends X509ExtendedKeyManager {
    /** What keys are called here: the certificate decides which of them fits. */
    private static final List<String> KEY_TYPES = List.of("EC", "RSA", "RSASSA-PSS", "EdDSA", "Ed25519");

    private final CurrentTls tls;
    private final ProfileName profile;
    private final ThreadLocal<@Nullable String> keyGiven = new ThreadLocal<>();
    private volatile @Nullable Bound bound;

    ProfileKeyManager(CurrentTls tls, ProfileName profile) {
        this.tls = tls;
        this.profile = profile;
    }

    ProfileName profile() {
        return profile;
    }

    /** The alias of the version in use, whatever the kind of its key; absent if there is no identity. */
    Optional<String> alias() {
        for (String keyType : KEY_TYPES) {
            String[] aliases = getServerAliases(keyType, null);
            if (aliases != null && aliases.length > 0) {
                return Optional.of(aliases[0]);
            }
        }
        return Optional.empty();
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return ask(keys -> keys.getClientAliases(keyType, issuers));
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return ask(keys -> keys.getServerAliases(keyType, issuers));
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return ask(keys -> keys.chooseClientAlias(keyTypes, issuers, socket));
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return ask(keys -> keys.chooseEngineClientAlias(keyTypes, issuers, engine));
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return ask(keys -> keys.chooseServerAlias(keyType, issuers, socket));
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return ask(keys -> keys.chooseEngineServerAlias(keyType, issuers, engine));
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        String version = alias;
        if (alias.equals(profile.name())) {
            String given = keyGiven.get();
            keyGiven.remove();
            version = given == null ? alias().orElse(alias) : given;
        }
        String asked = version;
        return ask(keys -> keys.getCertificateChain(asked));
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        if (!alias.equals(profile.name())) {
            return ask(keys -> keys.getPrivateKey(alias));
        }
        String version = alias().orElse(null);
        if (version == null) {
            return null;
        }
        keyGiven.set(version);
        return ask(keys -> keys.getPrivateKey(version));
    }

    /** JSSE's methods throw nothing: without a service there is nothing to show, and the handshake fails. */
    private <T> @Nullable T ask(Function<X509ExtendedKeyManager, @Nullable T> question) {
        try {
            TlsService now = tls.get();
            Bound keys = bound;
            if (keys == null || keys.service() != now) {
                keys = new Bound(now, now.keyManager(profile.forKeys()));
                bound = keys;
            }
            return question.apply(keys.manager());
        } catch (SSLError e) {
            return null;
        }
    }

    private record Bound(TlsService service, X509ExtendedKeyManager manager) {}
}
