// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.credential.spi.SigningKey;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.internal.key.HandleProvider;
import org.ussl.tls.internal.key.VersionKeyManager;
import org.ussl.tls.internal.live.Terms;
import org.ussl.tls.internal.trust.NoVerification;
import org.ussl.tls.internal.trust.PeerTrustManager;
import org.ussl.tls.spi.TlsEngine;
import org.ussl.tls.spi.TlsMaterial;

/**
 * JSSE contexts, one for each engine, version and options. A context holds the sessions, so keeping it lets connections
 * of the same version and options resume; making another for anything else keeps a session from crossing to a version
 * or to options under which it was not verified.
 */
final class Contexts {
    /** Options are usually few and fixed; the bound is for software that makes new ones for every peer. */
    private static final int CAPACITY = 256;

    private final Clock clock;
    private final HandleProvider signatures;
    private Settings settings; // guarded by this

    private final Map<Key, SSLContext> cache = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, SSLContext> eldest) {
            return size() > CAPACITY;
        }
    };

    /**
     * Makes none yet.
     *
     * @param signatures what signs with hidden keys
     * @param settings how many sessions are kept, and how long
     */
    Contexts(Clock clock, HandleProvider signatures, Settings settings) {
        this.settings = settings;
        this.clock = clock;
        this.signatures = signatures;
    }

    /** Keeps as many sessions as is said now, and for as long; those that are there are kept. */
    synchronized void settings(Settings next) {
        settings = next;
        cache.forEach((key, context) -> limit(context, key.options()));
    }

    /** The context for a snapshot; made if there is none yet. */
    synchronized SSLContext get(TlsEngine engine, Snapshot snapshot, TlsOptions options) throws SSLError {
        Key key = new Key(engine, snapshot, options);
        SSLContext context = cache.get(key);
        if (context == null) {
            context = create(engine, snapshot, options);
            cache.put(key, context);
        }
        return context;
    }

    /** A context that shows no identity and asks another judge; for a single connection, and kept nowhere. */
    SSLContext anonymous(TlsEngine engine, X509ExtendedTrustManager judge, TlsOptions options) throws SSLError {
        return create(engine, new TlsMaterial(null, judge, signatures.forEngines()), options);
    }

    /** Drops a client's sessions of the kind that one connection had; some engines cannot forget a single one. */
    synchronized void forget(Terms terms) {
        cache.keySet()
                .removeIf(key -> !terms.options().serverSide()
                        && key.snapshot().trust() == terms.trust()
                        && key.snapshot().identity() == terms.identity()
                        && key.options().equals(terms.options()));
    }

    /** Drops what belongs to versions or engines that are not in use any more. */
    synchronized void retain(VersionSource source, Predicate<TlsEngine> engines) {
        cache.keySet().removeIf(key -> !engines.test(key.engine()) || !key.isCurrent(source));
    }

    private SSLContext create(TlsEngine engine, Snapshot snapshot, TlsOptions options) throws SSLError {
        return create(
                engine,
                new TlsMaterial(
                        keyManager(snapshot.identity()), trustManager(snapshot, options), signatures.forEngines()),
                options);
    }

    private SSLContext create(TlsEngine engine, TlsMaterial material, TlsOptions options) throws SSLError {
        try {
            SSLContext context = engine.context(material, options);
            limit(context, options);
            return context;
        } catch (GeneralSecurityException e) {
            throw new SSLError(
                    Reason.OTHER,
                    "the engine " + engine.name() + " refuses the credential: " + e.getMessage(),
                    null,
                    null,
                    e);
        }
    }

    private synchronized void limit(SSLContext context, TlsOptions options) {
        SSLSessionContext sessions =
                options.serverSide() ? context.getServerSessionContext() : context.getClientSessionContext();
        if (sessions != null) {
            sessions.setSessionCacheSize(settings.sessionCacheSize());
            sessions.setSessionTimeout((int) settings.sessionTimeout().toSeconds());
        }
    }

    private @Nullable VersionKeyManager keyManager(@Nullable CredentialVersion identity) {
        SigningKey key = identity == null ? null : identity.key();
        if (identity == null || key == null) {
            return null;
        }
        return keyManager(identity.chain(), key, "ussl");
    }

    /** Shows a key under a name, to engines and to software that makes its contexts by itself. */
    VersionKeyManager keyManager(List<X509Certificate> chain, SigningKey key, String alias) {
        signatures.register();
        return new VersionKeyManager(chain, key, alias);
    }

    private X509ExtendedTrustManager trustManager(Snapshot snapshot, TlsOptions options) throws SSLError {
        return options.certReqs() == CertReqs.NONE
                ? new NoVerification()
                : new PeerTrustManager(snapshot.verifier(options), options.serverHostname(), clock);
    }

    /** Versions are compared as objects: a store publishes each one once, and two stores may use the same number. */
    private record Key(TlsEngine engine, Snapshot snapshot, TlsOptions options) {

        boolean isCurrent(VersionSource source) {
            return Stream.of(snapshot.trust(), snapshot.identity())
                    .filter(Objects::nonNull)
                    .allMatch(version -> source.current(version.profile())
                            .filter(now -> now == version)
                            .isPresent());
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that
                    && engine == that.engine
                    && snapshot.trust() == that.snapshot.trust()
                    && snapshot.identity() == that.snapshot.identity()
                    && options.equals(that.options);
        }

        @Override
        public int hashCode() {
            int version = 31 * System.identityHashCode(snapshot.trust()) + System.identityHashCode(snapshot.identity());
            // Of the options those that tell most of them apart: each handshake looks here, and they have many.
            int wanted = 31 * Objects.hashCode(options.serverHostname()) + Boolean.hashCode(options.serverSide());
            return 31 * (31 * System.identityHashCode(engine) + version) + wanted;
        }
    }
}
