// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;

/** Certificates' names for messages. A peer chooses them, so they are cut to length and can't forge a line of a log. */
final class CertificateName {
    private static final int MAX = 120;

    private CertificateName() {}

    /** The subject; where that is empty, as RFC 5280 allows beside alternative names, the serial number. */
    static String of(X509Certificate certificate) {
        String subject = of(certificate.getSubjectX500Principal());
        return subject.isEmpty()
                ? "certificate " + certificate.getSerialNumber().toString(16)
                : subject;
    }

    static String of(X500Principal name) {
        String text = name.getName().replaceAll("\\p{Cntrl}", "?");
        return text.length() > MAX ? text.substring(0, MAX) + "..." : text;
    }
}
