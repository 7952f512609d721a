// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.nats.internal.engine;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Why there is no connection to the engine, in words for an operator. */
final class Why {

    private Why() {}

    /** What a server says before it ends the connection. */
    static String refused(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("authorization violation")) {
            return "the log-in is refused, or none was given";
        }
        if (lower.contains("expired") || lower.contains("revoked")) {
            return "the log-in is not valid any more: " + text;
        }
        return "the server refuses us: " + text;
    }

    /** What went wrong, if no server has said it. */
    static String failed(Throwable problem) {
        Throwable cause = problem;
        // The outermost of them that tells more than that something has failed.
        while (cause.getCause() != null && !isPlain(cause)) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage());
        if (message.contains("SSL connection wanted by client")) {
            return "the server speaks no TLS";
        }
        if (message.contains("SSL required by server")) {
            return "the server speaks TLS only";
        }
        if (cause instanceof ConnectException || message.contains("Connection refused")) {
            return "nobody listens there";
        }
        if (cause instanceof UnknownHostException) {
            return "there is no host of this name: " + message;
        }
        if (cause instanceof TimeoutException || cause instanceof SocketTimeoutException) {
            return "no answer in time";
        }
        return cause instanceof SSLException ? tls(message) : message;
    }

    private static boolean isPlain(Throwable problem) {
        return problem instanceof SSLException
                || problem instanceof UnknownHostException
                || problem instanceof SocketTimeoutException;
    }

    private static String tls(String message) {
        if (message.contains("PKIX path")) {
            return "the server's certificate is by no CA that is trusted here: " + message;
        }
        if (message.contains("subject alternative") || message.contains("No name matching")) {
            return "the server's certificate is for another name: " + message;
        }
        if (message.contains("bad_certificate") || message.contains("certificate_required")) {
            return "the server wants a certificate of ours, and one that it trusts: " + message;
        }
        return "TLS has failed: " + message;
    }
}
