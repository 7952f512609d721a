// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.apache.ftpserver.ConnectionConfig;
import org.apache.ftpserver.ConnectionConfigFactory;
import org.apache.ftpserver.DataConnectionConfiguration;
import org.apache.ftpserver.DataConnectionConfigurationFactory;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerConfigurationException;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.listener.Listener;
import org.apache.ftpserver.listener.ListenerFactory;

/** One run of Apache FtpServer, from the bound port to the last session's end. */
final class FtpListener implements AutoCloseable {

    private static final int LOGIN_FAILURES = 3;
    private static final int LOGIN_FAILURE_DELAY_MILLIS = 500;

    private final FtpServer server;
    private final ControlWatch watch;
    private final InetSocketAddress address;

    private FtpListener(FtpServer server, ControlWatch watch, InetSocketAddress address) {
        this.server = server;
        this.watch = watch;
        this.address = address;
    }

    /**
     * Starts to listen. To be called by one of the threads, so that FtpServer's join their group.
     *
     * @throws IOException if the folder cannot be used or the address is taken; nothing is left open then
     */
    static FtpListener open(FtpSettings settings, Accounts accounts, GatewayServices services, FtpThreads threads)
            throws IOException {
        FlashFolder flash = FlashFolder.open(settings.flashFolder(), settings.maxUploadBytes());
        ControlWatch watch = new ControlWatch(settings.idleTimeoutSeconds(), threads::start);
        IntakeDesk desk = new IntakeDesk(services.intake::get);
        DropBoxFtplet ftplet = new DropBoxFtplet(
                watch,
                new HiddenPaths(desk, settings.maxCredentialBytes()),
                new SiteCommands(desk, services.credentials::get),
                new LoginBrake(InstantSource.system()),
                settings);
        Listener listener = listener(settings, watch);
        FtpServerFactory factory = new FtpServerFactory();
        factory.setListeners(new HashMap<>(Map.of("default", listener)));
        factory.setFtplets(new HashMap<>(Map.of("ussl", ftplet)));
        factory.setUserManager(accounts);
        factory.setFileSystem(user -> new FlashView(flash));
        factory.setConnectionConfig(connections(settings));
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
        return new FtpListener(
                server, watch, new InetSocketAddress(settings.address().getAddress(), listener.getPort()));
    }

    private static Listener listener(FtpSettings settings, ControlWatch watch) {
        DataConnectionConfigurationFactory data = new DataConnectionConfigurationFactory();
        data.setIdleTime(settings.idleTimeoutSeconds());
        // Data goes to and comes from the client itself only: no bounce (RFC 2577).
        data.setActiveIpCheck(true);
        data.setPassiveIpCheck(true);
        if (!settings.passivePorts().isEmpty()) {
            data.setPassivePorts(settings.passivePorts());
        }
        ListenerFactory listener = new ListenerFactory();
        listener.setServerAddress(settings.address().getAddress().getHostAddress());
        listener.setPort(settings.address().getPort());
        listener.setIdleTimeout(settings.idleTimeoutSeconds());
        DataConnectionConfiguration connections = data.createDataConnectionConfiguration();
        listener.setDataConnectionConfiguration(
                settings.passivePorts().isEmpty() ? new AnyPassivePort(connections) : connections);
        listener.setSessionFilter(watch);
        return listener.createListener();
    }

    private static ConnectionConfig connections(FtpSettings settings) {
        ConnectionConfigFactory connections = new ConnectionConfigFactory();
        connections.setAnonymousLoginEnabled(false);
        connections.setMaxLogins(settings.maxSessions());
        connections.setMaxLoginFailures(LOGIN_FAILURES);
        connections.setLoginFailureDelay(LOGIN_FAILURE_DELAY_MILLIS);
        // Two more than sessions, so that one too many is told so even when all are busy.
        connections.setMaxThreads(settings.maxSessions() + 2);
        return connections.createConnectionConfig();
    }

    /** Where it listens; the port is the real one. */
    InetSocketAddress address() {
        return address;
    }

    /**
     * Frees the port, then ends every session; uploads that are under way do not count. Waits for some seconds at most.
     */
    @Override
    public void close() {
        server.suspend();
        watch.end();
        server.stop();
    }
}
