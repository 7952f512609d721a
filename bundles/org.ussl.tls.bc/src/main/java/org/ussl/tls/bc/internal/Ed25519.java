// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.bc.internal;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ed25519 as Bouncy Castle has it: a key must say "Ed25519", where the JDK's keys, and the hidden ones, say "EdDSA".
 * Hence a key that says so, and a provider that signs with the key behind it.
 */
final class Ed25519 {
    static final String NAME = "Ed25519";

    /** What the JDK's keys say. */
    static final String JDK_NAME = "EdDSA";

    private Ed25519() {}

    /** Another name on a key. */
    static final class Key implements PrivateKey {
        private static final long serialVersionUID = 1L;

        private final transient PrivateKey hidden;

        Key(PrivateKey hidden) {
            this.hidden = hidden;
        }

        @Override
        public String getAlgorithm() {
            return NAME;
        }

        @Override
        public @Nullable String getFormat() {
            return null;
        }

        @Override
        public byte @Nullable [] getEncoded() {
            return null;
        }

        private void writeObject(ObjectOutputStream out) throws NotSerializableException {
            throw new NotSerializableException("a hidden key cannot be written");
        }
    }

    /** All that another provider has, and signatures with {@link Key}. */
    static final class Signatures extends Provider {
        private static final long serialVersionUID = 1L;

        private final transient Provider hidden;

        Signatures(Provider hidden) {
            super("USSLBouncyCastleKeys", "0.1", "Signatures with hidden keys, for Bouncy Castle (ussl)");
            this.hidden = hidden;
        }

        @Override
        public @Nullable Service getService(String type, String algorithm) {
            if ("Signature".equals(type) && NAME.equalsIgnoreCase(algorithm)) {
                return new SignatureService(this, hidden);
            }
            return hidden.getService(type, algorithm);
        }
    }

    private static final class SignatureService extends Provider.Service {
        private final Provider hidden;

        SignatureService(Provider own, Provider hidden) {
            super(own, "Signature", NAME, Signer.class.getName(), List.of(), Map.of());
            this.hidden = hidden;
        }

        @Override
        public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
            if (parameter != null) {
                throw new InvalidParameterException("a signature takes no parameter here");
            }
            return new Signer(Signature.getInstance(NAME, hidden));
        }
    }

    private static final class Signer extends SignatureSpi {
        private final Signature signature;

        Signer(Signature signature) {
            this.signature = signature;
        }

        @Override
        protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
            if (!(key instanceof Key named)) {
                throw new InvalidKeyException("not a hidden Ed25519 key");
            }
            signature.initSign(named.hidden);
        }

        @Override
        protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
            throw new InvalidKeyException("hidden keys sign; Bouncy Castle verifies");
        }

        @Override
        protected void engineUpdate(byte b) throws SignatureException {
            signature.update(b);
        }

        @Override
        protected void engineUpdate(byte[] b, int off, int len) throws SignatureException {
            signature.update(b, off, len);
        }

        @Override
        protected byte[] engineSign() throws SignatureException {
            return signature.sign();
        }

        @Override
        protected boolean engineVerify(byte[] bytes) throws SignatureException {
            throw new SignatureException("hidden keys sign; Bouncy Castle verifies");
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new InvalidParameterException("no parameter of that kind");
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new InvalidParameterException("no parameter of that kind");
        }
    }
}
