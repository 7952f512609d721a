// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.CredentialRejectedException.Reason;
import org.ussl.credential.spi.KeyMaterial;

/** Makes a key of the blocks of a {@code private.key}, in whichever of its forms it came. */
final class KeyReader {

    private final KeyDecryption decryption;
    private final boolean allowWeak;

    KeyReader(KeyDecryption decryption, boolean allowWeak) {
        this.decryption = decryption;
        this.allowWeak = allowWeak;
    }

    /** Reads the one key; the caller closes it. */
    KeyMaterial read(CredentialFile file) throws CredentialRejectedException {
        Block key = onlyKey(file);
        try {
            return PlainKey.material(CredentialPart.KEY, info(file, key), allowWeak);
        } catch (IOException e) {
            throw damaged("its content is no private key");
        }
    }

    private PrivateKeyInfo info(CredentialFile file, Block key) throws CredentialRejectedException, IOException {
        if (key.kind() != BlockKind.ENCRYPTED_PEM) {
            Optional<String> fault = DerShape.fault(key.content());
            if (fault.isPresent()) {
                throw damaged(fault.get());
            }
        }
        return switch (key.kind()) {
            case ENCRYPTED_PEM ->
                decrypted(file, decryption.pem(key.content(), Objects.requireNonNull(key.encryption())));
            case ENCRYPTED_PKCS8 -> decrypted(file, decryption.pkcs8(key.content()));
            default -> plain(file, key.content());
        };
    }

    private PrivateKeyInfo decrypted(CredentialFile file, byte[] der) throws CredentialRejectedException, IOException {
        try {
            return plain(file, der);
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    /** By content, because people put PKCS#1 under the label of PKCS#8 and the other way round. */
    private static PrivateKeyInfo plain(CredentialFile file, byte[] der)
            throws CredentialRejectedException, IOException {
        return switch (BlockKind.ofContent(der)) {
            case PKCS8 -> PrivateKeyInfo.getInstance(der);
            case PKCS1 ->
                new PrivateKeyInfo(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                        RSAPrivateKey.getInstance(der));
            case SEC1 -> sec1(file, ECPrivateKey.getInstance(der));
            default -> throw damaged("its content is no private key");
        };
    }

    private static PrivateKeyInfo sec1(CredentialFile file, ECPrivateKey key)
            throws CredentialRejectedException, IOException {
        @Nullable ASN1Encodable curve = key.getParametersObject();
        if (curve == null) {
            Optional<Block> parameters = file.blocks().stream()
                    .filter(block -> block.kind() == BlockKind.EC_PARAMETERS)
                    .findFirst();
            if (parameters.isEmpty()) {
                throw damaged("it does not name its curve");
            }
            curve = ASN1Primitive.fromByteArray(parameters.get().content());
        }
        return new PrivateKeyInfo(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), key);
    }

    private static Block onlyKey(CredentialFile file) throws CredentialRejectedException {
        List<Block> keys =
                file.blocks().stream().filter(block -> block.kind().isKey()).toList();
        if (file.holdsCertificate()) {
            throw refused(
                    keys.isEmpty()
                            ? "is a certificate; it belongs into cert.pem or ca.pem"
                            : "holds a certificate beside the private key; upload the certificate as cert.pem and the"
                                    + " key alone as private.key");
        }
        for (Block block : file.blocks()) {
            if (!block.kind().isKey() && block.kind() != BlockKind.EC_PARAMETERS) {
                String verb = file.blocks().size() == 1 ? "is " : "holds something that is ";
                String remedy = block.kind() == BlockKind.PUBLIC_KEY ? "; the private key is needed" : "";
                throw refused(verb + block.kind().words() + remedy);
            }
        }
        if (keys.size() != 1) {
            throw refused(
                    keys.isEmpty() ? "holds no private key" : "holds " + keys.size() + " private keys; upload one");
        }
        return keys.get(0);
    }

    private static CredentialRejectedException refused(String text) {
        return Refusal.of(CredentialPart.KEY, Reason.NOT_A_PRIVATE_KEY, text);
    }

    private static CredentialRejectedException damaged(String how) {
        return Refusal.damaged(CredentialPart.KEY, how);
    }
}
