// SPDX-License-Identifier: Apache-2.0
package org.ussl.credential;

/** The parts of a credential, each with the file name under which the reference takes it. */
public enum CredentialPart {
    /** The certificates that the other side is verified with. */
    CA("ca.pem", "CA certificate"),
    /** Our own certificate, with its chain. */
    CERT("cert.pem", "certificate"),
    /** The key of our own certificate. */
    KEY("private.key", "private key"),
    /** The revocation lists of the CAs: which certificates of the other side are not to be trusted any more. */
    CRL("crl.pem", "revocation list"),
    /** Our own certificate, its chain and its key in one PKCS#12 container, perhaps with CA certificates. */
    PKCS12("credentials.p12", "PKCS#12 container"),
    /** The passphrase of an encrypted key or container that is uploaded after it. Never stored. */
    PASSPHRASE("passphrase", "passphrase");

    private final String fileName;
    private final String label;

    CredentialPart(String fileName, String label) {
        this.fileName = fileName;
        this.label = label;
    }

    /**
     * The name of the part's file.
     *
     * @return the last segment of the part's path, in lower case
     */
    public String fileName() {
        return fileName;
    }

    /**
     * What a person calls the part.
     *
     * @return words for a message, without an article
     */
    public String label() {
        return label;
    }
}
