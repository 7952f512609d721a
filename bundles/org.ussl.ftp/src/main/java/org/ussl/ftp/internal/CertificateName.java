// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * The name by which a client's certificate tells whose it is: its common name, or a DNS name, e-mail address or URI.
 */
final class CertificateName {

    // RFC 5280, 4.2.1.6: rfc822Name, dNSName, uniformResourceIdentifier.
    private static final List<Integer> TEXTS = List.of(1, 2, 6);

    private CertificateName() {}

    /** Whether a certificate that has been verified has this name. */
    static boolean matches(X509Certificate certificate, String name) {
        try {
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN") && name.equals(part.getValue())) {
                    return true;
                }
            }
            Collection<List<?>> others = certificate.getSubjectAlternativeNames();
            return others != null
                    && others.stream()
                            .anyMatch(other -> TEXTS.contains((Integer) other.get(0)) && name.equals(other.get(1)));
        } catch (InvalidNameException | CertificateParsingException e) {
            return false;
        }
    }
}
