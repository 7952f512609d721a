// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.conscrypt.internal;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.conscrypt.Conscrypt;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.spi.TlsEngine;
import org.ussl.tls.spi.TlsFailure;
import org.ussl.tls.spi.TlsFeature;
import org.ussl.tls.spi.TlsMaterial;

/** Conscrypt: BoringSSL, the fast one. */
@Component(service = TlsEngine.class)
public final class ConscryptEngine implements TlsEngine {
    private static final Set<TlsFeature> FEATURES = Set.of(
            TlsFeature.EC_KEYS,
            TlsFeature.RSA_KEYS,
            TlsFeature.GROUPS,
            TlsFeature.HYBRID_KEY_EXCHANGE,
            TlsFeature.RESUMPTION_1_2,
            TlsFeature.RESUMPTION_1_3,
            TlsFeature.OCSP_STAPLING_1_2,
            TlsFeature.OCSP_STAPLING_1_3);

    private final Provider conscrypt =
            Conscrypt.newProviderBuilder().provideTrustManager(false).build();
    private final QuietLogging logging = new QuietLogging();
    private final SSLContext blank;

    /** Called by Declarative Services. */
    @Activate
    public ConscryptEngine() throws GeneralSecurityException {
        blank = SSLContext.getInstance("TLS", conscrypt);
        blank.init(new KeyManager[0], new TrustManager[] {new NobodyTrusted()}, null);
    }

    @Deactivate
    void close() {
        logging.close();
    }

    @Override
    public String name() {
        return "conscrypt";
    }

    @Override
    public Set<TlsFeature> features() {
        return FEATURES;
    }

    @Override
    public SSLContext context(TlsMaterial material, TlsOptions options) throws GeneralSecurityException, SSLError {
        KeyManager[] identity = new KeyManager[0];
        X509ExtendedKeyManager keys = material.keyManager();
        if (keys != null) {
            if (keys.getServerAliases("EdDSA", null) != null) {
                throw new SSLError(
                        Reason.UNSUPPORTED,
                        "unsupported: an Ed25519 key with the engine conscrypt; use an EC or RSA key, or engine=jdk",
                        null,
                        null,
                        null);
            }
            identity = new KeyManager[] {keys};
        }
        SSLContext context = SSLContext.getInstance("TLS", conscrypt);
        context.init(identity, new TrustManager[] {new StandardAuthTypes(material.trustManager())}, null);
        if (!options.groups().isEmpty()) {
            // A context's factory hands on what its engines start with too; they have no setter of their own.
            Conscrypt.setNamedGroups(context.getSocketFactory(), Groups.of(options.groups()));
        }
        return context;
    }

    @Override
    public SSLParameters defaultParameters(boolean serverSide) {
        return blank.getDefaultSSLParameters();
    }

    @Override
    public SSLParameters supportedParameters() {
        return blank.getSupportedSSLParameters();
    }

    /** Tickets are off, and without them there is no resumption in TLS 1.3. */
    @Override
    public void configure(SSLSocket socket, TlsOptions options) throws SSLError {
        Conscrypt.setUseSessionTickets(socket, true);
        if (!options.groups().isEmpty()) {
            Conscrypt.setNamedGroups(socket, Groups.of(options.groups()));
        }
    }

    /** As for sockets. */
    @Override
    public void configure(SSLEngine engine, TlsOptions options) throws SSLError {
        Conscrypt.setUseSessionTickets(engine, true);
        if (!options.groups().isEmpty()) {
            Groups.keep(engine, Groups.of(options.groups()));
        }
    }

    @Override
    public TlsFailure diagnose(Throwable failure) {
        return Diagnosis.of(failure);
    }
}
