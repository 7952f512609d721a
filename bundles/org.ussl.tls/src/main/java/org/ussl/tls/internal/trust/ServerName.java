// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.trust;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.SSLError.Reason;

/**
 * The name that a server must have (RFC 6125, RFC 9525, RFC 2818). Only subject alternative names count: the JDK's own
 * check, which can't be called alone anyhow, falls back to the common name, which name constraints don't bind.
 */
public final class ServerName {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    /** Strict dotted decimals: the shorthands of inet_aton ("127.1", octal) are no addresses here. */
    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:]*:[0-9a-f:.]*");
    /** A label as it is in use, with the underscore that device names have. */
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?");

    private static final Pattern NUMBER = Pattern.compile("\\d+|0x[0-9a-f]*");

    private final String asked;
    private final byte @Nullable [] address;
    private final List<String> labels;

    private ServerName(String asked, byte @Nullable [] address, List<String> labels) {
        this.asked = asked;
        this.address = address;
        this.labels = labels;
    }

    /**
     * Reads what was connected to.
     *
     * @param host a name, also with non-ASCII letters (RFC 5890) or a final dot, or the text of an address, also in
     *     brackets
     */
    static ServerName of(String host) throws VerificationFailure {
        String text = host.trim().toLowerCase(Locale.ROOT);
        // A final dot says "complete name" to resolvers; certificates never have it.
        text = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        byte[] address = address(text);
        if (address != null) {
            return new ServerName(host, address, List.of());
        }
        List<String> labels = labels(ascii(text));
        if (labels.isEmpty() || NUMBER.matcher(labels.get(labels.size() - 1)).matches()) {
            // A last label of digits would be an address to some resolvers ("127.1"), so no certificate may vouch for
            // it.
            throw mismatch("\"" + printable(host) + "\" is no host name and no address; set serverHostname");
        }
        return new ServerName(host, null, labels);
    }

    /** Whether a certificate is for a name; not for one that is none. */
    public static boolean isOf(X509Certificate certificate, String host) {
        try {
            of(host).require(certificate);
            return true;
        } catch (VerificationFailure e) {
            return false;
        }
    }

    /** Checks that a certificate is for this name. */
    void require(X509Certificate certificate) throws VerificationFailure {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
                int type = (Integer) alternative.get(0);
                if (type == DNS_NAME || type == IP_ADDRESS) {
                    String name = (String) alternative.get(1);
                    if (type == DNS_NAME ? isNamedBy(name) : isAddressedBy(name)) {
                        return;
                    }
                    names.add(printable(name));
                }
            }
        } catch (CertificateParsingException e) {
            // Names that can't be read are no names.
            throw mismatch(CertificateName.of(certificate) + ": its alternative names cannot be read");
        }
        throw mismatch(
                CertificateName.of(certificate) + ": the certificate is not for \"" + printable(asked) + "\" but for "
                        + (names.isEmpty()
                                ? "nothing: it has no subject alternative names, and the common name does not count"
                                : describe(names))
                        + "; connect by a name that it has, set serverHostname, or give the server another certificate");
    }

    private boolean isNamedBy(String pattern) {
        if (address != null) {
            // An address is found among addresses only (RFC 6125, section 6.2.1): "127.0.0.1" as a DNS name is a trick.
            return false;
        }
        String name = pattern.toLowerCase(Locale.ROOT);
        if (!name.startsWith("*.")) {
            return labels.equals(labels(name));
        }
        // The wildcard is the whole left-most label and stands for exactly one (RFC 6125, section 6.4.3). What remains
        // has at least two labels, so that "*.com" vouches for nobody.
        List<String> rest = labels(name.substring(2));
        return rest.size() >= 2
                && labels.size() == rest.size() + 1
                && labels.subList(1, labels.size()).equals(rest);
    }

    private boolean isAddressedBy(String text) {
        return address != null && Arrays.equals(address, address(text.toLowerCase(Locale.ROOT)));
    }

    /** The bytes of an address; {@code null} for anything else. Asks no name service. */
    private static byte @Nullable [] address(String text) {
        String bare = text;
        if (bare.startsWith("[") && bare.endsWith("]")) {
            bare = bare.substring(1, bare.length() - 1);
        }
        int zone = bare.indexOf('%');
        if (zone > 0 && bare.indexOf(':') >= 0) {
            bare = bare.substring(0, zone); // The zone is this machine's matter and in no certificate.
        }
        if (!IPV4.matcher(bare).matches() && !IPV6.matcher(bare).matches()) {
            return null;
        }
        try {
            // Both patterns make it a literal, which is parsed and never looked up.
            return InetAddress.getByName(bare).getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** The labels of a name in its ASCII form; none if it is not a name. */
    private static List<String> labels(String name) {
        List<String> labels = List.of(name.split("\\.", -1));
        boolean wellFormed = name.length() <= 253
                && labels.stream().allMatch(label -> LABEL.matcher(label).matches());
        return wellFormed ? labels : List.of();
    }

    private static String ascii(String name) {
        try {
            return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String describe(List<String> names) {
        int shown = Math.min(names.size(), 8);
        return String.join(", ", names.subList(0, shown)) + (shown < names.size() ? ", ..." : "");
    }

    private static String printable(String text) {
        String cut = text.length() > 100 ? text.substring(0, 100) + "..." : text;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }

    private static VerificationFailure mismatch(String message) {
        return new VerificationFailure(Reason.HOSTNAME_MISMATCH, message);
    }
}
