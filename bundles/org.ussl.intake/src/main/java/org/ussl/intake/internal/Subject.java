// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.Certificate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a certificate is named in a message: short, on one line, whatever its issuer wrote into it. */
final class Subject {

    private static final Logger LOG = LoggerFactory.getLogger(Subject.class);

    private static final int MAX_LENGTH = 80;

    private Subject() {}

    /** {@code CN=...} where there is a common name, else the whole name (RFC 2253), else the serial number. */
    static String of(X509Certificate certificate) {
        return of(certificate.getSubjectX500Principal(), certificate.getSerialNumber());
    }

    /** The same of the CA that signed a revocation list. */
    static String issuerOf(X509CRL list) {
        return of(list.getIssuerX500Principal(), BigInteger.ZERO);
    }

    /** The same of a certificate that the JDK cannot read. */
    static String of(Certificate structure) throws IOException {
        return of(
                new X500Principal(structure.getSubject().getEncoded()),
                structure.getSerialNumber().getValue());
    }

    private static String of(X500Principal subject, BigInteger serialNumber) {
        try {
            RDN[] commonNames = X500Name.getInstance(subject.getEncoded()).getRDNs(BCStyle.CN);
            if (commonNames.length > 0 && !commonNames[0].isMultiValued()) {
                return Printable.line(
                        "CN="
                                + IETFUtils.valueToString(
                                        commonNames[0].getFirst().getValue()),
                        MAX_LENGTH);
            }
        } catch (IllegalArgumentException e) {
            // It is not in the encoding that it claims, which the JDK shows somehow.
            LOG.debug("a name that cannot be read: {}", e.getMessage());
        }
        String name = subject.getName(X500Principal.RFC2253);
        return Printable.line(name.isEmpty() ? "serial number " + serialNumber.toString(16) : name, MAX_LENGTH);
    }

    /** The day, in UTC. */
    static LocalDate day(Date date) {
        return day(date.toInstant());
    }

    /** The day, in UTC. */
    static LocalDate day(Instant instant) {
        return instant.atZone(ZoneOffset.UTC).toLocalDate();
    }
}
