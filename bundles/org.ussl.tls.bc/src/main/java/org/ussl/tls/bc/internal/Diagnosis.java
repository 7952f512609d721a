// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.bc.internal;

import java.io.EOFException;
import javax.net.ssl.SSLException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsException;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.ussl.tls.spi.TlsFailure;
import org.ussl.tls.spi.TlsFailure.Kind;

/** What Bouncy Castle's exceptions mean. They are not SSLExceptions, and tell alerts by number. */
final class Diagnosis {
    private Diagnosis() {}

    static TlsFailure of(Throwable failure) {
        boolean tls = false;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof TlsFatalAlertReceived received) {
                return TlsFailure.ofAlert(AlertDescription.getName(received.getAlertDescription()));
            }
            if (t instanceof EOFException) {
                return TlsFailure.of(Kind.CUT);
            }
            if (t instanceof TlsFatalAlert own) {
                return ofOwnAlert(own);
            }
            tls |= t instanceof TlsException || t instanceof SSLException;
        }
        return tls ? TlsFailure.of(Kind.PROTOCOL) : TlsFailure.OTHER;
    }

    /** The first byte is that of no record; Bouncy Castle has no other sign of it. */
    private static boolean isNoRecord(TlsFatalAlert own) {
        return String.valueOf(own.getMessage()).contains("Unsupported UNKNOWN(");
    }

    private static TlsFailure ofOwnAlert(TlsFatalAlert own) {
        return switch (own.getAlertDescription()) {
            case AlertDescription.certificate_required -> TlsFailure.of(Kind.NO_PEER_CERTIFICATE);
            case AlertDescription.handshake_failure -> ofHandshakeFailure(own);
            case AlertDescription.unexpected_message -> TlsFailure.of(isNoRecord(own) ? Kind.NOT_TLS : Kind.PROTOCOL);
            default -> TlsFailure.of(Kind.PROTOCOL);
        };
    }

    /** Several things end with this alert and no word more; what tells them apart is the place that raised it. */
    private static TlsFailure ofHandshakeFailure(TlsFatalAlert own) {
        StackTraceElement[] trace = own.getStackTrace();
        String place = trace.length == 0 ? "" : trace[0].getClassName() + "." + trace[0].getMethodName();
        return switch (place) {
            case "org.bouncycastle.tls.TlsProtocol.safeReadRecord" -> TlsFailure.of(Kind.CUT);
            case "org.bouncycastle.jsse.provider.ProvTlsServer.notifyClientCertificate" ->
                TlsFailure.of(Kind.NO_PEER_CERTIFICATE);
            default -> TlsFailure.of(Kind.PROTOCOL);
        };
    }
}
