// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.lang.reflect.Proxy;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Identity;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.TlsService;

/** A TLS service with one server certificate on the JDK's engine: as much of it as the drop box uses. */
final class TlsDouble {

    private record Version(Identity identity, @Nullable Authority clients, Map<CertReqs, SSLContext> contexts) {}

    private final AtomicReference<@Nullable Version> version = new AtomicReference<>();

    /** Puts a certificate into use, and the CA that clients' certificates are verified with. */
    void use(Identity identity, @Nullable Authority clients) {
        version.set(new Version(identity, clients, new HashMap<>()));
    }

    TlsService service() {
        return (TlsService) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {TlsService.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "engine" -> engine((TlsOptions) arguments[0]);
                    case "sslContext" -> SSLContext.getDefault();
                    default -> method.invoke(this, arguments);
                });
    }

    private SSLEngine engine(TlsOptions options) throws Exception {
        SSLEngine engine = context(options).createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(options.protocols().toArray(String[]::new));
        if (options.certReqs() == CertReqs.REQUIRED) {
            engine.setNeedClientAuth(true);
        } else {
            engine.setWantClientAuth(options.certReqs() == CertReqs.OPTIONAL);
        }
        return engine;
    }

    private synchronized SSLContext context(TlsOptions options) throws Exception {
        Version now = version.get();
        if (now == null) {
            throw missing(CredentialPart.CERT);
        }
        if (options.certReqs() != CertReqs.NONE && now.clients() == null) {
            throw missing(CredentialPart.CA);
        }
        SSLContext known = now.contexts().get(options.certReqs());
        if (known == null) {
            known = context(now);
            now.contexts().put(options.certReqs(), known);
        }
        return known;
    }

    private static SSLContext context(Version version) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        Identity identity = version.identity();
        keys.setKeyEntry(
                "key",
                identity.keyPair().getPrivate(),
                new char[0],
                identity.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
        keyManagers.init(keys, new char[0]);
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        Authority authority = version.clients();
        anchors.setCertificateEntry(
                "ca", authority == null ? identity.certificate() : Objects.requireNonNull(authority.certificate()));
        TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
        trustManagers.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        return context;
    }

    private static SSLError missing(CredentialPart part) {
        CredentialPath path = new CredentialPath(ServerTls.PROFILE, part);
        return new SSLError(SSLError.Reason.CREDENTIAL_MISSING, path + " is missing", null, path, null);
    }
}
