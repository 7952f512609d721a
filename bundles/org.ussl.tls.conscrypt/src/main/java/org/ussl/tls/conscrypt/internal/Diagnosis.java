// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.conscrypt.internal;

import java.io.EOFException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.ussl.tls.spi.TlsFailure;
import org.ussl.tls.spi.TlsFailure.Kind;

/**
 * What Conscrypt's exceptions mean. They hand on BoringSSL's text, in which an error has a number; those of alerts that
 * came from the peer begin at 1000.
 */
final class Diagnosis {
    /** Library 16 is TLS, the lower twelve bits are the reason. */
    private static final Pattern ERROR = Pattern.compile("error:10000([0-9a-f]{3}):");

    private static final int ALERTS = 1000;

    /** RFC 8446, section 6, and RFC 5246, section 7.2. */
    private static final Map<Integer, String> ALERT_NAMES = Map.ofEntries(
            Map.entry(10, "unexpected_message"),
            Map.entry(20, "bad_record_mac"),
            Map.entry(21, "decryption_failed"),
            Map.entry(22, "record_overflow"),
            Map.entry(30, "decompression_failure"),
            Map.entry(40, "handshake_failure"),
            Map.entry(41, "no_certificate"),
            Map.entry(42, "bad_certificate"),
            Map.entry(43, "unsupported_certificate"),
            Map.entry(44, "certificate_revoked"),
            Map.entry(45, "certificate_expired"),
            Map.entry(46, "certificate_unknown"),
            Map.entry(47, "illegal_parameter"),
            Map.entry(48, "unknown_ca"),
            Map.entry(49, "access_denied"),
            Map.entry(50, "decode_error"),
            Map.entry(51, "decrypt_error"),
            Map.entry(60, "export_restriction"),
            Map.entry(70, "protocol_version"),
            Map.entry(71, "insufficient_security"),
            Map.entry(80, "internal_error"),
            Map.entry(86, "inappropriate_fallback"),
            Map.entry(90, "user_canceled"),
            Map.entry(100, "no_renegotiation"),
            Map.entry(109, "missing_extension"),
            Map.entry(110, "unsupported_extension"),
            Map.entry(112, "unrecognized_name"),
            Map.entry(113, "bad_certificate_status_response"),
            Map.entry(115, "unknown_psk_identity"),
            Map.entry(116, "certificate_required"),
            Map.entry(120, "no_application_protocol"));

    private Diagnosis() {}

    static TlsFailure of(Throwable failure) {
        boolean tls = false;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof EOFException) {
                return TlsFailure.of(Kind.CUT);
            }
            tls |= t instanceof SSLException;
        }
        return tls ? ofText(String.valueOf(failure.getMessage())) : TlsFailure.OTHER;
    }

    private static TlsFailure ofText(String message) {
        Matcher error = ERROR.matcher(message);
        if (error.find()) {
            int reason = Integer.parseInt(error.group(1), 16);
            if (reason >= ALERTS) {
                int alert = reason - ALERTS;
                return TlsFailure.ofAlert(ALERT_NAMES.getOrDefault(alert, "number " + alert));
            }
        }
        if (message.contains("PEER_DID_NOT_RETURN_A_CERTIFICATE")) {
            return TlsFailure.of(Kind.NO_PEER_CERTIFICATE);
        }
        if (message.contains("WRONG_VERSION_NUMBER")
                || message.contains("Unable to parse TLS packet header")
                || message.contains("HTTP_REQUEST")) {
            return TlsFailure.of(Kind.NOT_TLS);
        }
        return TlsFailure.of(Kind.PROTOCOL);
    }
}
