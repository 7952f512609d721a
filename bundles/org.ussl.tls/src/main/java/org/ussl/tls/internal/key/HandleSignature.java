// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.key;

import java.io.ByteArrayOutputStream;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.internal.live.FullHandshake;

/**
 * Collects what is to be signed and has the hidden key sign it. What TLS signs is small: a hash or, in TLS 1.2, the
 * handshake's messages, which the engine bounds.
 */
final class HandleSignature extends SignatureSpi {
    private final String algorithm;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private @Nullable KeyHandle handle;
    private @Nullable AlgorithmParameterSpec parameters;

    HandleSignature(String algorithm) {
        this.algorithm = algorithm;
    }

    @Override
    protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
        if (!(privateKey instanceof KeyHandle keyHandle)) {
            throw new InvalidKeyException("not a hidden key");
        }
        handle = keyHandle;
        content.reset();
    }

    @Override
    protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
        throw new InvalidKeyException("hidden keys sign; any other provider verifies");
    }

    @Override
    protected void engineUpdate(byte b) {
        content.write(b);
    }

    @Override
    protected void engineUpdate(byte[] b, int off, int len) {
        content.write(b, off, len);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
        KeyHandle signer = handle;
        if (signer == null) {
            throw new SignatureException("not initialised");
        }
        byte[] message = content.toByteArray();
        content.reset();
        try {
            FullHandshake.mark();
            return signer.key().sign(algorithm, parameters, message);
        } catch (GeneralSecurityException e) {
            FullHandshake.markUnsigned(e);
            throw new SignatureException("the hidden key could not sign: " + e.getMessage(), e);
        }
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
        throw new SignatureException("hidden keys sign; any other provider verifies");
    }

    @Override
    protected void engineSetParameter(@Nullable AlgorithmParameterSpec spec) {
        parameters = spec;
    }

    @Override
    protected @Nullable AlgorithmParameters engineGetParameters() {
        return null;
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
