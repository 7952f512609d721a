// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.key;

import java.io.ByteArrayOutputStream;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.spi.SigningKey;
import org.ussl.tls.internal.live.FullHandshake;

/**
 * RSA signatures for an engine that hashes, and pads in part, by itself and asks for the rest as a cipher: Conscrypt.
 * It "encrypts" with the private key, which is to sign; to decrypt is refused, and so is a block that no signature
 * begins with, lest the key be made to decrypt that way.
 */
final class HandleCipher extends CipherSpi {
    private static final Logger LOG = LoggerFactory.getLogger(HandleCipher.class);

    private final boolean padded;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private @Nullable KeyHandle handle;

    /**
     * Makes one.
     *
     * @param padded whether the block comes padded (EMSA-PSS), or is a DigestInfo that PKCS #1 v1.5 pads
     */
    HandleCipher(boolean padded) {
        this.padded = padded;
    }

    @Override
    protected void engineInit(int opmode, Key key, @Nullable SecureRandom random) throws InvalidKeyException {
        if (!(key instanceof KeyHandle keyHandle) || !(key instanceof RSAKey)) {
            throw new InvalidKeyException("not a hidden RSA key");
        }
        if (opmode != Cipher.ENCRYPT_MODE) {
            throw new InvalidKeyException("a hidden key signs and does nothing else");
        }
        handle = keyHandle;
        content.reset();
    }

    @Override
    protected void engineInit(
            int opmode, Key key, @Nullable AlgorithmParameterSpec parameters, @Nullable SecureRandom random)
            throws InvalidKeyException {
        engineInit(opmode, key, random);
    }

    @Override
    protected void engineInit(
            int opmode, Key key, @Nullable AlgorithmParameters parameters, @Nullable SecureRandom random)
            throws InvalidKeyException {
        engineInit(opmode, key, random);
    }

    @Override
    protected byte[] engineUpdate(byte[] input, int offset, int length) {
        content.write(input, offset, length);
        return new byte[0];
    }

    @Override
    protected int engineUpdate(byte[] input, int offset, int length, byte[] output, int outputOffset) {
        content.write(input, offset, length);
        return 0;
    }

    @Override
    protected byte[] engineDoFinal(byte @Nullable [] input, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException {
        if (input != null) {
            content.write(input, offset, length);
        }
        byte[] block = content.toByteArray();
        content.reset();
        KeyHandle signer = handle;
        if (!(signer instanceof RSAKey rsa)) {
            throw new IllegalStateException("not initialised");
        }
        if (padded && !PssBlock.isEncoded(block, rsa.getModulus().bitLength())) {
            throw new BadPaddingException("not the beginning of an RSASSA-PSS signature");
        }
        return sign(signer.key(), block);
    }

    private byte[] sign(SigningKey key, byte[] block) throws IllegalBlockSizeException {
        try {
            FullHandshake.mark();
            return key.sign(padded ? SigningKey.RSA_PSS_BLOCK : "NONEwithRSA", null, block);
        } catch (GeneralSecurityException e) {
            FullHandshake.markUnsigned(e);
            // The engine drops the exception and only says that something is null.
            LOG.warn(
                    "the hidden RSA key could not sign for the TLS engine: {}; if the store cannot do it, choose engine=jdk",
                    e.getMessage());
            throw (IllegalBlockSizeException)
                    new IllegalBlockSizeException("the hidden key could not sign").initCause(e);
        }
    }

    @Override
    protected int engineDoFinal(byte @Nullable [] input, int offset, int length, byte[] output, int outputOffset)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        byte[] signature = engineDoFinal(input, offset, length);
        if (output.length - outputOffset < signature.length) {
            throw new ShortBufferException("needs " + signature.length + " bytes");
        }
        System.arraycopy(signature, 0, output, outputOffset, signature.length);
        return signature.length;
    }

    @Override
    protected int engineGetOutputSize(int inputLength) {
        return handle instanceof RSAKey rsa ? (rsa.getModulus().bitLength() + 7) / 8 : 0;
    }

    @Override
    protected void engineSetMode(String mode) throws NoSuchAlgorithmException {
        if (!"ECB".equalsIgnoreCase(mode)) {
            throw new NoSuchAlgorithmException("no mode " + mode);
        }
    }

    @Override
    protected void engineSetPadding(String padding) throws NoSuchPaddingException {
        if (!(padded ? "NoPadding" : "PKCS1Padding").equalsIgnoreCase(padding)) {
            throw new NoSuchPaddingException("no padding " + padding);
        }
    }

    @Override
    protected int engineGetBlockSize() {
        return 0;
    }

    @Override
    protected byte @Nullable [] engineGetIV() {
        return null;
    }

    @Override
    protected @Nullable AlgorithmParameters engineGetParameters() {
        return null;
    }
}
