// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal.probe;

import java.io.IOException;
import java.net.IDN;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.ussl.tls.CertReqs;
import org.ussl.tls.ProbeReport;
import org.ussl.tls.ProbeReport.Check;
import org.ussl.tls.ProbeReport.Outcome;
import org.ussl.tls.ProbeReport.Step;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLZeroReturnError;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.internal.socket.Deadlines;
import org.ussl.tls.internal.socket.Failures;
import org.ussl.tls.internal.socket.HandshakeSettings;
import org.ussl.tls.internal.socket.Layer;
import org.ussl.tls.internal.trust.Examination;
import org.ussl.tls.internal.trust.PeerVerifier;
import org.ussl.tls.spi.TlsEngine;

/** One look at one server, step by step ({@link Step}). Used once, by one thread. */
public final class Probe {
    /**
     * How long a server may take to refuse what a TLS 1.3 handshake has carried: it does so after the client is done.
     */
    private static final int LATE_REFUSAL_MILLIS = 1_000;

    /** What the probe needs of the service. */
    public interface Service {

        /** What judges peers with these options; of the version in use now. */
        PeerVerifier verifier(TlsOptions options) throws SSLError;

        /** Throws if a credential that the options name is not there. */
        void requireCredentials(TlsOptions options) throws SSLError;

        /** A context that shows no identity and asks another judge. */
        SSLContext anonymous(TlsEngine engine, X509ExtendedTrustManager judge, TlsOptions options) throws SSLError;

        /** A connection as an application gets it. */
        SSLSocket wrapSocket(Socket socket, TlsOptions options) throws SSLError;
    }

    private final Service service;
    private final Layer layer;
    private final Clock clock;
    private final String host;
    private final int port;
    private final TlsOptions options;
    private final Onlooker onlooker = new Onlooker();
    private final Map<Step, Check> checks = new EnumMap<>(Step.class);
    private @Nullable Agreed agreed;
    private @Nullable String alpn;

    /** Prepares a look at a server. */
    public Probe(Service service, Layer layer, Clock clock, String host, int port, TlsOptions options) {
        this.service = service;
        this.layer = layer;
        this.clock = clock;
        this.host = host;
        this.port = port;
        this.options = options;
    }

    /** Looks. */
    public ProbeReport run() throws SSLError {
        InetAddress address = connect();
        if (address != null) {
            look(address);
            boolean ready = credentials();
            certificates(ready);
            enter(address);
        }
        List<Check> inOrder = Arrays.stream(Step.values())
                .map(step -> checks.getOrDefault(
                        step, new Check(step, Outcome.SKIPPED, "not looked at, because a step before it failed")))
                .toList();
        Agreed last = agreed;
        return new ProbeReport(
                peer(),
                last == null ? null : last.version(),
                last == null ? null : last.cipher(),
                alpn,
                onlooker.chain(),
                inOrder);
    }

    /** The first of the host's addresses where somebody listens; null if there is none. */
    private @Nullable InetAddress connect() {
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(IDN.toASCII(host));
        } catch (UnknownHostException | IllegalArgumentException e) {
            fail(Step.ADDRESS, host + " has no address; is the name right, and does this machine reach a name server?");
            return null;
        }
        List<String> texts =
                Arrays.stream(addresses).map(InetAddress::getHostAddress).toList();
        pass(Step.ADDRESS, String.join(", ", texts));
        List<String> refusals = new ArrayList<>();
        for (InetAddress address : addresses) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, port), timeout());
                pass(Step.CONNECTION, address.getHostAddress() + " answers on port " + port);
                return address;
            } catch (IOException e) {
                refusals.add(address.getHostAddress() + ": " + e.getMessage());
            }
        }
        fail(Step.CONNECTION, "nobody answers on port " + port + " (" + String.join("; ", refusals) + ")");
        return null;
    }

    /** A handshake that believes nothing and shows nothing of us, to see what the server has. */
    private void look(InetAddress address) throws SSLError {
        TlsOptions look = TlsOptions.builder()
                .protocols(options.protocols().toArray(new String[0]))
                .cipherSuites(options.cipherSuites().toArray(new String[0]))
                .groups(options.groups().toArray(new String[0]))
                .alpn(options.alpn().toArray(new String[0]))
                .handshakeTimeout(options.handshakeTimeout())
                .build();
        TlsEngine engine = layer.tlsEngine();
        SSLContext context = service.anonymous(engine, onlooker, look);
        try (Socket plain = new Socket();
                Deadlines.Watch watch = layer.deadlines().watch(plain, options.handshakeTimeout())) {
            plain.connect(new InetSocketAddress(address, port), timeout());
            try (SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, name(), port, true)) {
                tls.setUseClientMode(true);
                new HandshakeSettings(layer, look).applyTo(tls, engine, HandshakeSettings.serverName(look, name()));
                tls.startHandshake();
                agreed = Agreed.of(tls.getSession());
                alpn = tls.getApplicationProtocol() == null
                                || tls.getApplicationProtocol().isEmpty()
                        ? null
                        : tls.getApplicationProtocol();
            } catch (IOException e) {
                // A server that demands a certificate ends this handshake, but only after it has shown its own.
                agreed = onlooker.agreed();
                if (agreed == null) {
                    fail(
                            Step.PROTOCOL,
                            watch.hasExpired()
                                    ? "no TLS handshake within " + timeout() + " ms"
                                    : message(new Failures(engine, options).ofHandshake(e, peer())));
                    return;
                }
            }
        } catch (IOException e) {
            if (agreed == null) {
                fail(Step.PROTOCOL, peer() + ": " + e.getMessage());
                return;
            }
        }
        Agreed now = agreed;
        if (now != null) {
            pass(Step.PROTOCOL, now.version() + ", " + now.cipher() + (alpn == null ? "" : ", " + alpn));
        }
    }

    private boolean credentials() {
        try {
            service.requireCredentials(options);
            pass(Step.CREDENTIALS, "what the options name is there");
            return true;
        } catch (SSLError e) {
            fail(Step.CREDENTIALS, message(e));
            return false;
        }
    }

    private void certificates(boolean ready) throws SSLError {
        if (options.certReqs() == CertReqs.NONE) {
            for (Step step : Step.values()) {
                if (step.compareTo(Step.TRUST) >= 0 && step.compareTo(Step.APPLICATION) <= 0) {
                    checks.put(step, new Check(step, Outcome.SKIPPED, "certReqs=NONE: the server may be anybody"));
                }
            }
        } else if (ready && agreed != null) {
            List<X509Certificate> chain = onlooker.chain();
            checks.putAll(new Examination(service.verifier(options), options, clock.instant())
                    .of(chain, name(), onlooker.stapled()));
        }
    }

    /** A handshake as an application has it, with our certificate, unless it is known to fail. */
    private void enter(InetAddress address) {
        if (checks.values().stream().anyMatch(check -> check.outcome() == Outcome.FAIL)) {
            return;
        }
        TlsOptions application = options.toBuilder().serverHostname(name()).build();
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(address, port), timeout());
            try (SSLSocket tls = service.wrapSocket(plain, application)) {
                tls.startHandshake();
                awaitRefusal(tls);
                pass(
                        Step.ADMISSION,
                        options.certfile() == null
                                ? "the server lets us in without a certificate"
                                : "the server lets us in; if it has asked, it has seen the certificate of the profile "
                                        + options.certfile().profile());
            }
        } catch (IOException e) {
            fail(Step.ADMISSION, message(e));
        }
    }

    /** A server that says nothing has no objection; one that closes TLS properly has let us in first. */
    private static void awaitRefusal(SSLSocket tls) throws IOException {
        tls.setSoTimeout(LATE_REFUSAL_MILLIS);
        try {
            int unused = tls.getInputStream().read();
        } catch (SocketTimeoutException | SSLZeroReturnError expected) {
            // No refusal.
        }
    }

    private String name() {
        String name = options.serverHostname();
        return name == null ? host : name;
    }

    private int timeout() {
        return (int) Math.min(options.handshakeTimeout().toMillis(), Integer.MAX_VALUE);
    }

    private String peer() {
        return host + ":" + port;
    }

    private void pass(Step step, String detail) {
        checks.put(step, new Check(step, Outcome.PASS, detail));
    }

    private void fail(Step step, String detail) {
        checks.put(step, new Check(step, Outcome.FAIL, detail));
    }

    private static String message(IOException failure) {
        return String.valueOf(failure.getMessage());
    }
}
