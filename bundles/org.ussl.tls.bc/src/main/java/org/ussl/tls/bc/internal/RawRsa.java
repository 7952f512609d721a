// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.bc.internal;

import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import org.bouncycastle.jcajce.util.JcaJceHelper;
import org.bouncycastle.jcajce.util.ProviderJcaJceHelper;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;

/**
 * RSASSA-PKCS1-v1_5 of what has been hashed already, as TLS 1.2 has it. With any other algorithm Bouncy Castle turns to
 * its alternate provider where its own cannot sign; with this one it does not. So here is one that signs with hidden
 * keys and verifies as Bouncy Castle's does.
 */
final class RawRsa extends Signature {
    private static final String NAME = "NoneWithRSA";

    private final Signature verifying;
    private final Signature signing;
    private boolean signs;

    private RawRsa(Signature verifying, Signature signing) {
        super(NAME);
        this.verifying = verifying;
        this.signing = signing;
    }

    /** Bouncy Castle's cryptography, with this one signature for hidden keys. */
    static JcaTlsCryptoProvider crypto(Provider bouncyCastle, Provider hidden) {
        JcaJceHelper helper = new ProviderJcaJceHelper(bouncyCastle) {
            @Override
            public Signature createSignature(String algorithm) throws NoSuchAlgorithmException {
                Signature own = super.createSignature(algorithm);
                return algorithm.equals(NAME) ? new RawRsa(own, Signature.getInstance(NAME, hidden)) : own;
            }
        };
        return new JcaTlsCryptoProvider() {
            @Override
            public JcaJceHelper getHelper() {
                return helper;
            }
        };
    }

    @Override
    protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
        signing.initSign(key);
        signs = true;
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
        verifying.initVerify(key);
        signs = false;
    }

    @Override
    protected void engineUpdate(byte b) throws SignatureException {
        (signs ? signing : verifying).update(b);
    }

    @Override
    protected void engineUpdate(byte[] b, int off, int len) throws SignatureException {
        (signs ? signing : verifying).update(b, off, len);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
        return signing.sign();
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
        return verifying.verify(signature);
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
