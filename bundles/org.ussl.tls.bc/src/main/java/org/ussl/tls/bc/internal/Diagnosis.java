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
            case AlertDescription.unexpected_message -> TlsFailure.of(isNoRecord(own) ? Kind.NOT_TLS : Kind.PROTOCOL);
            default -> TlsFailure.of(Kind.PROTOCOL);
        };
    }
}
