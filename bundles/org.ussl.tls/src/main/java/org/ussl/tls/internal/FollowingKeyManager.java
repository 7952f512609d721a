// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.SigningKey;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.internal.key.VersionKeyManager;

/**
 * Shows the identity that is in use, to software that makes its contexts by itself. JSSE asks for an alias, its chain
 * and its key one by one, and a swap may come between; so each version has an alias of its own, and the last few are
 * still known.
 */
final class FollowingKeyManager extends X509ExtendedKeyManager {
    /** Handshakes under way ask within milliseconds; swaps are hours apart. */
    private static final int KEPT = 16;

    private final String profile;
    private final VersionSource source;
    private final Contexts contexts;
    private final Deque<Shown> shown = new ArrayDeque<>();
    private long count;

    /** Shows what {@code certfile} names. */
    FollowingKeyManager(TlsOptions options, VersionSource source, Contexts contexts) {
        CredentialPath certfile = options.certfile();
        if (certfile == null) {
            throw new IllegalArgumentException("a key manager needs certfile and keyfile");
        }
        this.profile = certfile.profile();
        this.source = source;
        this.contexts = contexts;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return current().map(now -> now.getClientAliases(keyType, issuers)).orElse(null);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return current().map(now -> now.getServerAliases(keyType, issuers)).orElse(null);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return current()
                .map(now -> now.chooseClientAlias(keyTypes, issuers, socket))
                .orElse(null);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return current()
                .map(now -> now.chooseEngineClientAlias(keyTypes, issuers, engine))
                .orElse(null);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return current()
                .map(now -> now.chooseServerAlias(keyType, issuers, socket))
                .orElse(null);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return current()
                .map(now -> now.chooseEngineServerAlias(keyType, issuers, engine))
                .orElse(null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return known(alias, version -> version.getCertificateChain(alias));
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return known(alias, version -> version.getPrivateKey(alias));
    }

    private synchronized Optional<VersionKeyManager> current() {
        CredentialVersion now = source.current(profile).orElse(null);
        SigningKey key = now == null ? null : now.key();
        if (now == null || key == null || now.chain().isEmpty()) {
            shown.clear(); // What was removed is not used any more, not even by a handshake under way.
            return Optional.empty();
        }
        Shown newest = shown.peekFirst();
        if (newest == null || newest.version() != now) {
            count++;
            String alias = profile + "." + count;
            newest = new Shown(now, alias, contexts.keyManager(now.chain(), key, alias));
            shown.addFirst(newest);
            if (shown.size() > KEPT) {
                shown.removeLast();
            }
        }
        return Optional.of(newest.manager());
    }

    private synchronized <T> @Nullable T known(String alias, Function<VersionKeyManager, @Nullable T> part) {
        for (Shown version : shown) {
            if (version.alias().equals(alias)) {
                return part.apply(version.manager());
            }
        }
        return null;
    }

    private record Shown(CredentialVersion version, String alias, VersionKeyManager manager) {}
}
