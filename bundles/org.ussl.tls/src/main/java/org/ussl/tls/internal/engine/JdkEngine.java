// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.engine;

import java.io.EOFException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.spi.TlsEngine;
import org.ussl.tls.spi.TlsFailure;
import org.ussl.tls.spi.TlsFailure.Kind;
import org.ussl.tls.spi.TlsFeature;
import org.ussl.tls.spi.TlsMaterial;

/** The JDK's own engine, SunJSSE. It is always there. */
public final class JdkEngine implements TlsEngine {
    /** Its name in the configuration. */
    public static final String NAME = "jdk";

    private static final String HYBRID = "X25519MLKEM768";
    private static final String ALERT = "Received fatal alert: ";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<TlsFeature> features() {
        return Abilities.FEATURES;
    }

    private static Set<TlsFeature> features(SSLParameters supported) {
        EnumSet<TlsFeature> features = EnumSet.of(
                TlsFeature.EC_KEYS,
                TlsFeature.RSA_KEYS,
                TlsFeature.ED25519_KEYS,
                TlsFeature.RESUMPTION_1_2,
                TlsFeature.RESUMPTION_1_3,
                TlsFeature.OCSP_STAPLING_1_2,
                TlsFeature.OCSP_STAPLING_1_3,
                TlsFeature.HALF_CLOSE);
        String[] groups = NewerParameters.groups(supported);
        if (groups != null) {
            features.add(TlsFeature.GROUPS);
            if (List.of(groups).contains(HYBRID)) {
                features.add(TlsFeature.HYBRID_KEY_EXCHANGE);
            }
        }
        return Set.copyOf(features);
    }

    @Override
    public SSLContext context(TlsMaterial material, TlsOptions options) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManager[] identity = material.keyManager() == null
                ? new KeyManager[0] // Not null, which would stand for the JVM's default store.
                : new KeyManager[] {material.keyManager()};
        context.init(identity, new TrustManager[] {material.trustManager()}, null);
        return context;
    }

    @Override
    public SSLParameters defaultParameters(boolean serverSide) {
        return Abilities.BLANK.getDefaultSSLParameters();
    }

    @Override
    public SSLParameters supportedParameters() {
        return Abilities.BLANK.getSupportedSSLParameters();
    }

    @Override
    public void configure(SSLSocket socket, TlsOptions options) throws SSLError {
        if (!options.groups().isEmpty()) {
            socket.setSSLParameters(withGroups(socket.getSSLParameters(), options.groups()));
        }
    }

    @Override
    public void configure(SSLEngine engine, TlsOptions options) throws SSLError {
        if (!options.groups().isEmpty()) {
            engine.setSSLParameters(withGroups(engine.getSSLParameters(), options.groups()));
        }
    }

    /** SunJSSE passes over names that it does not know; a list that is half ignored is not what was asked. */
    private SSLParameters withGroups(SSLParameters parameters, List<String> groups) throws SSLError {
        String[] known = NewerParameters.groups(Abilities.BLANK.getSupportedSSLParameters());
        if (known == null) {
            throw unsupported("groups need Java 20 or newer with the engine jdk, or another engine");
        }
        for (String group : groups) {
            if (Arrays.stream(known).noneMatch(group::equalsIgnoreCase)) {
                throw unsupported("the engine jdk has no group " + group + "; it has " + String.join(", ", known));
            }
        }
        NewerParameters.setGroups(parameters, groups);
        return parameters;
    }

    private static SSLError unsupported(String message) {
        return new SSLError(Reason.UNSUPPORTED, "unsupported: " + message, null, null, null);
    }

    /** SunJSSE tells an alert by its text only, hence the comparison of messages. */
    @Override
    public TlsFailure diagnose(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof EOFException) {
                return TlsFailure.of(Kind.CUT);
            }
        }
        String message = String.valueOf(failure.getMessage());
        int alert = message.indexOf(ALERT);
        if (alert >= 0) {
            return TlsFailure.ofAlert(
                    message.substring(alert + ALERT.length()).trim().toLowerCase(Locale.ROOT));
        }
        if (message.contains("Empty client certificate chain") || message.contains("Empty server certificate chain")) {
            return TlsFailure.of(Kind.NO_PEER_CERTIFICATE);
        }
        if (message.contains("Unsupported or unrecognized SSL message")) {
            return TlsFailure.of(Kind.NOT_TLS);
        }
        return failure instanceof SSLException ? TlsFailure.of(Kind.PROTOCOL) : TlsFailure.OTHER;
    }

    /** Asked for at the first connection and not at the start, which would take 5 % longer: SunJSSE is big. */
    private static final class Abilities {
        static final SSLContext BLANK = BlankContext.create();
        static final Set<TlsFeature> FEATURES = JdkEngine.features(BLANK.getSupportedSSLParameters());
    }
}
