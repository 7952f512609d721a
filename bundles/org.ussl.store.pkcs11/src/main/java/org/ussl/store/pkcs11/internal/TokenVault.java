// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.pkcs11.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.KeyKind;
import org.ussl.credential.spi.SigningKey;
import org.ussl.store.file.internal.KeyGeneration;
import org.ussl.store.file.internal.KeyUse;
import org.ussl.store.file.internal.KeyVault;

/** Keeps keys in a token: the files hold no more than their names there. */
final class TokenVault implements KeyVault {
    private static final Logger LOG = LoggerFactory.getLogger(TokenVault.class);

    private static final String NOTE = "pkcs11:object=";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Token token;

    TokenVault(Token token) {
        this.token = token;
    }

    @Override
    public byte[] keep(String profile, PublicKey publicKey, byte[] pkcs8) throws GeneralSecurityException {
        if (!(publicKey instanceof RSAKey) && !(publicKey instanceof ECKey)) {
            throw new TokenException(
                    "the token takes RSA and EC keys, not " + publicKey.getAlgorithm()
                            + "; the JDK's PKCS#11 has no other, org.ussl.store.file takes them",
                    null);
        }
        String alias = newAlias(profile);
        PrivateKey key =
                KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        use(profile, session -> {
            session.put(alias, key, Placeholder.certificate(alias, key.getAlgorithm()));
            requireHidden(session, alias);
            return alias;
        });
        return note(alias);
    }

    @Override
    public Made make(String profile, KeyKind kind) throws GeneralSecurityException {
        if (kind == KeyKind.ED25519) {
            throw new UnsupportedOperationException(
                    "the token makes keys of the kinds EC_P256, EC_P384, RSA_2048 and RSA_3072, not " + kind);
        }
        String alias = newAlias(profile);
        PublicKey publicKey = use(profile, session -> {
            KeyPair pair = KeyGeneration.of(kind).with(name -> KeyPairGenerator.getInstance(name, session.provider()));
            PublicKey made = KeyFactory.getInstance(pair.getPublic().getAlgorithm())
                    .generatePublic(new X509EncodedKeySpec(pair.getPublic().getEncoded()));
            // It is a key of the session until here, and in the token with this.
            session.put(alias, pair.getPrivate(), Placeholder.certificate(alias, made.getAlgorithm()));
            requireHidden(session, alias);
            return made;
        });
        return new Made(publicKey, note(alias));
    }

    private <T> T use(String profile, Token.Use<T> use) throws GeneralSecurityException {
        return KeyUse.of(profile) == KeyUse.AGREEMENT ? token.useForAgreement(use) : token.use(use);
    }

    private static String newAlias(String profile) {
        byte[] random = new byte[8];
        RANDOM.nextBytes(random);
        // Random, so that two gateways that share a token never mean the same key.
        return "ussl-" + profile + "-" + HexFormat.of().formatHex(random);
    }

    private static void requireHidden(TokenSession session, String alias) throws GeneralSecurityException {
        if (session.key(alias).getEncoded() != null) {
            session.delete(alias);
            throw new TokenException("the token would give the key out again; it is not used", null);
        }
    }

    private static byte[] note(String alias) {
        return (NOTE + alias).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public SigningKey open(String profile, PublicKey publicKey, byte[] kept) throws GeneralSecurityException {
        return new TokenKey(KeyUse.of(profile), token, alias(kept), publicKey);
    }

    @Override
    public boolean isElsewhere() {
        return true;
    }

    @Override
    public void drop(String profile, byte[] kept) {
        try {
            String alias = alias(kept);
            use(profile, session -> {
                session.delete(alias);
                return alias;
            });
        } catch (GeneralSecurityException e) {
            LOG.warn("a key that no version has any more stays in the token: {}", e.getMessage());
        }
    }

    private static String alias(byte[] kept) throws TokenException {
        String note = new String(kept, StandardCharsets.ISO_8859_1);
        if (!note.startsWith(NOTE)) {
            throw new TokenException(
                    "holds a key itself and no name of one in the token: this folder was written by org.ussl.store.file;"
                            + " give this store a folder of its own",
                    null);
        }
        return note.substring(NOTE.length());
    }

    @Override
    public void close() {
        token.close();
    }
}
