// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.key;

import java.security.InvalidParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The security provider that signs with {@link KeyHandle}s.
 *
 * <p>It has to be registered, because SunJSSE and Conscrypt look signatures up among the registered providers and
 * nowhere else. It stands last and its services answer to {@link KeyHandle} alone, so that no other software's
 * signatures ever come here; and it knows no name that the JDK does not know, because software that asks whether there
 * is an algorithm would be told that there is. An engine that takes a provider as an object gets {@link #forEngines},
 * which knows the same under further names.
 */
public final class HandleProvider extends Provider {
    private static final long serialVersionUID = 1L;

    private static final String PSS = "RSASSA-PSS";

    /**
     * What the engines ask for in TLS 1.2 and 1.3 with the keys that the intake takes; Conscrypt has hashed already.
     */
    private static final List<String> ALGORITHMS = List.of(
            "SHA256withECDSA",
            "SHA384withECDSA",
            "SHA512withECDSA",
            "NONEwithECDSA",
            "SHA256withRSA",
            "SHA384withRSA",
            "SHA512withRSA",
            PSS,
            "Ed25519",
            "EdDSA");

    /** How Bouncy Castle calls RSASSA-PSS; the hash is in the parameters too. */
    private static final List<String> PSS_NAMES =
            List.of("SHA256withRSAandMGF1", "SHA384withRSAandMGF1", "SHA512withRSAandMGF1");

    private final @Nullable HandleProvider forEngines;
    private volatile State state = State.NEW;

    /** Makes the provider; {@link #register} makes it known. */
    public HandleProvider() {
        super("USSLKeys", "0.1", "Signatures with hidden keys (ussl)");
        ALGORITHMS.forEach(algorithm -> putService(new HandleService(algorithm, algorithm)));
        // Conscrypt signs with RSA by ciphers: PKCS #1 v1.5 in TLS 1.2, and what it has padded for RSASSA-PSS.
        putService(new CipherService("RSA/ECB/PKCS1Padding", false));
        putService(new CipherService("RSA/ECB/NoPadding", true));
        forEngines = new HandleProvider(ALGORITHMS);
    }

    private HandleProvider(List<String> algorithms) {
        super("USSLEngineKeys", "0.1", "Signatures with hidden keys, for TLS engines (ussl)");
        algorithms.forEach(algorithm -> putService(new HandleService(algorithm, algorithm)));
        PSS_NAMES.forEach(name -> putService(new HandleService(name, PSS)));
        // Bouncy Castle's in TLS 1.2. The JDK makes this one of a cipher, if there is no signature of the name.
        putService(new HandleService("NONEwithRSA", "NONEwithRSA"));
        forEngines = null;
    }

    /** The same for an engine that takes a provider as an object; never registered. */
    public Provider forEngines() {
        return forEngines == null ? this : forEngines;
    }

    /**
     * Makes the provider known, unless it is or was; takes the place of one that a stopped bundle could not remove.
     * Done for the first key and not before, because it has the JVM load all of its other providers.
     */
    public synchronized void register() {
        if (state == State.NEW) {
            Security.removeProvider(getName());
            Security.addProvider(this);
            state = State.KNOWN;
        }
    }

    /** Takes the provider away for good, unless another one stands there by now; no signature starts any more. */
    public synchronized void unregister() {
        if (state == State.KNOWN && Security.getProvider(getName()) == this) {
            Security.removeProvider(getName());
        }
        state = State.GONE;
        if (forEngines != null) {
            forEngines.unregister();
        }
    }

    private enum State {
        NEW,
        KNOWN,
        GONE
    }

    private void requireNotEnded(Object parameter) throws NoSuchAlgorithmException {
        if (state == State.GONE) {
            throw new NoSuchAlgorithmException("the TLS service has stopped");
        }
        if (parameter != null) {
            throw new InvalidParameterException("hidden keys take no parameter here");
        }
    }

    private final class HandleService extends Service {
        private final String signs;

        HandleService(String name, String signs) {
            super(
                    HandleProvider.this,
                    "Signature",
                    name,
                    HandleSignature.class.getName(),
                    List.of(),
                    Map.of("SupportedKeyClasses", KeyHandle.class.getName()));
            this.signs = signs;
        }

        @Override
        public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
            requireNotEnded(parameter);
            return new HandleSignature(signs);
        }

        @Override
        public boolean supportsParameter(Object key) {
            return key instanceof KeyHandle;
        }
    }

    private final class CipherService extends Service {
        private final boolean padded;

        CipherService(String name, boolean padded) {
            super(
                    HandleProvider.this,
                    "Cipher",
                    name,
                    HandleCipher.class.getName(),
                    List.of(),
                    Map.of("SupportedKeyClasses", KeyHandle.class.getName()));
            this.padded = padded;
        }

        @Override
        public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
            requireNotEnded(parameter);
            return new HandleCipher(padded);
        }

        @Override
        public boolean supportsParameter(Object key) {
            return key instanceof KeyHandle;
        }
    }
}
