// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.apache.ftpserver.ConnectionConfig;
import org.apache.ftpserver.ConnectionConfigFactory;
import org.apache.ftpserver.DataConnectionConfigurationFactory;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerConfigurationException;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ipfilter.SessionFilter;
import org.apache.ftpserver.listener.Listener;
import org.apache.ftpserver.listener.ListenerFactory;
import org.jspecify.annotations.Nullable;

/** One run of Apache FtpServer, from the bound port to the last session's end. */
final class FtpListener implements AutoCloseable {

    private static final int LOGIN_FAILURES = 3;
    private static final int LOGIN_FAILURE_DELAY_MILLIS = 500;
    private static final Duration END_LIMIT = Duration.ofSeconds(1);

    private final FtpServer server;
    private final ControlWatch watch;
    private final InetSocketAddress address;
    private final @Nullable InetSocketAddress implicitTls;

    private FtpListener(
            FtpServer server, ControlWatch watch, InetSocketAddress address, @Nullable InetSocketAddress implicitTls) {
        this.server = server;
        this.watch = watch;
        this.address = address;
        this.implicitTls = implicitTls;
    }

    /**
     * Starts to listen. To be called by one of the threads, so that FtpServer's join their group.
     *
     * @throws IOException if an address is taken; nothing is left open then
     */
    static FtpListener open(
            FtpSettings settings,
            FlashFolder flash,
            Accounts accounts,
            LoginBrake brake,
            GatewayServices services,
            FtpThreads threads,
            ScheduledExecutorService timer)
            throws IOException {
        Limits limits = settings.limits();
        ServerTls tls = new ServerTls(services, settings.tls());
        ControlWatch watch = new ControlWatch(limits, tls, threads::start, timer);
        FtpAudit audit = new FtpAudit(services.audit::get);
        IntakeDesk desk = new IntakeDesk(services.intake::get);
        DropBoxFtplet ftplet = new DropBoxFtplet(
                watch,
                new Encryption(tls, settings.allowClearText()),
                new HiddenPaths(desk, audit, limits),
                new SiteCommands(desk, services.credentials::get),
                brake,
                audit,
                limits);
        Listener listener = listener(settings, settings.address(), watch.clearAtFirst(), false);
        Map<String, Listener> listeners = new HashMap<>(Map.of("default", listener));
        if (settings.implicitTls() != null) {
            listeners.put("implicit", listener(settings, settings.implicitTls(), watch.encrypted(), true));
        }
        FtpServerFactory factory = new FtpServerFactory();
        factory.setListeners(listeners);
        factory.setFtplets(new HashMap<>(Map.of("ussl", ftplet)));
        factory.setUserManager(accounts);
        factory.setFileSystem(
                user -> new FlashView(flash, ((SessionUser) user).permissions().home()));
        factory.setConnectionConfig(connections(limits));
        FtpServer server = factory.createServer();
        try {
            server.start();
        } catch (FtpServerConfigurationException | FtpException e) {
            server.stop();
            Throwable root = e;
            for (Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
                root = cause;
            }
            // Such as "Address already in use"; FtpServer and MINA only say that they failed.
            throw new IOException(root.getMessage(), e);
        }
        threads.adoptAll();
        Listener implicit = listeners.get("implicit");
        return new FtpListener(
                server,
                watch,
                new InetSocketAddress(settings.address().getAddress(), listener.getPort()),
                implicit == null
                        ? null
                        : new InetSocketAddress(settings.address().getAddress(), implicit.getPort()));
    }

    private static Listener listener(
            FtpSettings settings, InetSocketAddress address, SessionFilter filter, boolean encrypted) {
        Limits limits = settings.limits();
        DataConnectionConfigurationFactory data = new DataConnectionConfigurationFactory();
        data.setIdleTime(limits.idleTimeoutSeconds());
        // Data goes to and comes from the client itself only: no bounce (RFC 2577).
        data.setActiveIpCheck(true);
        data.setPassiveIpCheck(true);
        if (!settings.passivePorts().isEmpty()) {
            data.setPassivePorts(settings.passivePorts());
        }
        if (settings.passiveAddress() != null) {
            data.setPassiveExternalAddress(settings.passiveAddress().getHostAddress());
        }
        ListenerFactory listener = new ListenerFactory();
        listener.setServerAddress(address.getAddress().getHostAddress());
        listener.setPort(address.getPort());
        listener.setIdleTimeout(limits.idleTimeoutSeconds());
        DataTls tls = settings.tls() == TlsPolicy.OFF
                ? null
                : new DataTls(settings.requireTlsReuse(), limits.dataConnectSeconds() * 1000);
        listener.setDataConnectionConfiguration(new DataSettings(
                data.createDataConnectionConfiguration(),
                settings.passivePorts().isEmpty(),
                limits.dataConnectSeconds(),
                tls,
                encrypted));
        listener.setSessionFilter(filter);
        return listener.createListener();
    }

    private static ConnectionConfig connections(Limits limits) {
        ConnectionConfigFactory connections = new ConnectionConfigFactory();
        connections.setAnonymousLoginEnabled(false);
        connections.setMaxLogins(limits.maxLogins());
        connections.setMaxLoginFailures(LOGIN_FAILURES);
        connections.setLoginFailureDelay(LOGIN_FAILURE_DELAY_MILLIS);
        // Two more than sessions, so that one too many is told so even when all are busy.
        connections.setMaxThreads(limits.maxSessions() + 2);
        return connections.createConnectionConfig();
    }

    /** Where it listens; the port is the real one. */
    InetSocketAddress address() {
        return address;
    }

    /** Where it listens for clients that begin with TLS; {@code null} for nowhere. */
    @Nullable
    InetSocketAddress implicitTls() {
        return implicitTls;
    }

    /** Whether one of these addresses is taken for as long as this one listens. */
    boolean isInTheWayOf(FtpSettings settings) {
        return Stream.of(address, implicitTls)
                .filter(Objects::nonNull)
                .anyMatch(taken -> overlap(taken, settings.address())
                        || settings.implicitTls() != null && overlap(taken, settings.implicitTls()));
    }

    private static boolean overlap(InetSocketAddress one, InetSocketAddress other) {
        return one.getPort() == other.getPort()
                && (one.getAddress().equals(other.getAddress())
                        || one.getAddress().isAnyLocalAddress()
                        || other.getAddress().isAnyLocalAddress());
    }

    /**
     * Frees the port and lets the sessions go on.
     *
     * @param whenEmpty is run when there are none (any more), perhaps more than once
     */
    void retire(Runnable whenEmpty) {
        watch.keepWhenUnbound();
        server.suspend();
        watch.whenEmpty(whenEmpty);
    }

    /** Ends the sessions that do nothing, and the others when their command is done. */
    void dismiss() {
        watch.dismiss();
    }

    /**
     * Frees the port, then ends every session; uploads that are under way do not count. Waits for some seconds at most.
     */
    @Override
    public void close() {
        server.suspend();
        try {
            watch.end(END_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop();
    }
}
