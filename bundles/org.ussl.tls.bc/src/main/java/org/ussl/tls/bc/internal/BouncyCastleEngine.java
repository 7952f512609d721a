// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.bc.internal;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jsse.BCSSLEngine;
import org.bouncycastle.jsse.BCSSLParameters;
import org.bouncycastle.jsse.BCSSLSocket;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.spi.TlsEngine;
import org.ussl.tls.spi.TlsFailure;
import org.ussl.tls.spi.TlsFeature;
import org.ussl.tls.spi.TlsMaterial;

/** Bouncy Castle's JSSE, BCJSSE: slower than the others, and the one with hybrid post-quantum key exchange. */
@Component(service = TlsEngine.class)
public final class BouncyCastleEngine implements TlsEngine {
    private static final Set<TlsFeature> FEATURES = Set.of(
            TlsFeature.EC_KEYS,
            TlsFeature.RSA_KEYS,
            TlsFeature.ED25519_KEYS,
            TlsFeature.GROUPS,
            TlsFeature.HYBRID_KEY_EXCHANGE,
            TlsFeature.RESUMPTION_1_2,
            TlsFeature.OCSP_STAPLING_1_2);

    private final Provider crypto = new BouncyCastleProvider();
    private final QuietLogging logging = new QuietLogging();
    private final SSLParameters defaults;
    private final SSLParameters supported;

    /** Called by Declarative Services. */
    @Activate
    public BouncyCastleEngine() throws GeneralSecurityException {
        SSLContext blank = SSLContext.getInstance("TLS", jsse(null));
        blank.init(new KeyManager[0], new TrustManager[0], null);
        SSLParameters own = blank.getDefaultSSLParameters();
        defaults = new SSLParameters(fastFirst(own.getCipherSuites()), own.getProtocols());
        SSLParameters all = blank.getSupportedSSLParameters();
        supported = new SSLParameters(all.getCipherSuites(), all.getProtocols());
    }

    @Deactivate
    void close() {
        logging.close();
    }

    @Override
    public String name() {
        return "bc";
    }

    @Override
    public Set<TlsFeature> features() {
        return FEATURES;
    }

    @Override
    public SSLContext context(TlsMaterial material, TlsOptions options) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS", jsse(material.signatures()));
        KeyManager[] identity = material.keyManager() == null
                ? new KeyManager[0]
                : new KeyManager[] {new StandardKeyTypes(material.keyManager(), crypto)};
        context.init(identity, new TrustManager[] {material.trustManager()}, null);
        return context;
    }

    /**
     * The provider for one context. What Bouncy Castle cannot sign, because the key has no encoding, it has the
     * alternate provider sign.
     */
    private Provider jsse(@Nullable Provider signatures) {
        return new BouncyCastleJsseProvider(
                false,
                signatures == null
                        ? new JcaTlsCryptoProvider().setProvider(crypto)
                        : RawRsa.crypto(crypto, signatures).setAlternateProvider(new Ed25519.Signatures(signatures)));
    }

    @Override
    public SSLParameters defaultParameters(boolean serverSide) {
        return copy(defaults);
    }

    @Override
    public SSLParameters supportedParameters() {
        return copy(supported);
    }

    private static SSLParameters copy(SSLParameters parameters) {
        SSLParameters copy = new SSLParameters(parameters.getCipherSuites(), parameters.getProtocols());
        copy.setUseCipherSuitesOrder(true);
        return copy;
    }

    @Override
    public void configure(SSLSocket socket, TlsOptions options) throws SSLError {
        if (isUntouched(socket.getEnabledCipherSuites())) {
            socket.setEnabledCipherSuites(defaults.getCipherSuites());
        }
        if (!options.groups().isEmpty()) {
            BCSSLSocket own = (BCSSLSocket) socket;
            own.setParameters(withGroups(own.getParameters(), options.groups()));
        }
    }

    @Override
    public void configure(SSLEngine engine, TlsOptions options) throws SSLError {
        if (isUntouched(engine.getEnabledCipherSuites())) {
            engine.setEnabledCipherSuites(defaults.getCipherSuites());
        }
        if (!options.groups().isEmpty()) {
            BCSSLEngine own = (BCSSLEngine) engine;
            own.setParameters(withGroups(own.getParameters(), options.groups()));
        }
    }

    /** Whether these are Bouncy Castle's defaults, which nobody chose. */
    private boolean isUntouched(String[] suites) {
        return suites.length == defaults.getCipherSuites().length
                && suites[0].contains("CHACHA20")
                && Set.of(suites).equals(Set.of(defaults.getCipherSuites()));
    }

    private static BCSSLParameters withGroups(BCSSLParameters parameters, List<String> groups) throws SSLError {
        Groups.requireKnown(groups);
        parameters.setNamedGroups(groups.toArray(new String[0]));
        return parameters;
    }

    /**
     * AES-GCM before ChaCha20, which Bouncy Castle has first: the CPU helps with AES, and ChaCha20 runs in Java alone.
     */
    private static String[] fastFirst(String[] suites) {
        List<String> ordered = new ArrayList<>(Arrays.asList(suites));
        ordered.sort(Comparator.comparingInt(BouncyCastleEngine::rank)); // Stable: within a rank their order stays.
        return ordered.toArray(new String[0]);
    }

    private static int rank(String suite) {
        boolean tls13 = !suite.contains("_WITH_");
        if (suite.contains("AES_128_GCM")) {
            return tls13 ? 0 : 3;
        }
        if (suite.contains("_GCM_")) {
            return tls13 ? 1 : 4;
        }
        return tls13 ? 2 : 5;
    }

    @Override
    public TlsFailure diagnose(Throwable failure) {
        return Diagnosis.of(failure);
    }
}
