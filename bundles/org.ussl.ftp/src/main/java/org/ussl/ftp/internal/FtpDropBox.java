// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.net.InetSocketAddress;
import java.util.Dictionary;
import java.util.Hashtable;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.Credentials;
import org.ussl.tls.TlsService;

/**
 * The FTP drop box. It needs a configuration, because an open port is always somebody's decision. While it listens, a
 * service {@link InetSocketAddress} with the property {@value #MARKER} tells where, which matters with port 0.
 */
@Component(
        service = {},
        configurationPid = FtpDropBox.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = FtpDropBox.Config.class)
public final class FtpDropBox {

    static final String PID = "org.ussl.ftp";
    static final String MARKER = "ussl.ftp";

    /** The configuration. */
    @ObjectClassDefinition(name = "ussl FTP drop box", description = "FTP server that takes credentials")
    public @interface Config {
        /** Where to listen. */
        @AttributeDefinition(name = "Address", description = "IP address to listen on")
        String address() default "127.0.0.1";

        /** The port. */
        @AttributeDefinition(name = "Port", description = "TCP port to listen on; 0 lets the system choose", min = "0")
        int port() default 2121;

        /** The visible folder. */
        @AttributeDefinition(name = "Flash folder", description = "The folder behind /flash; created if missing")
        String flashFolder() default "";

        /** The folder for the first-start password. */
        @AttributeDefinition(
                name = "State folder",
                description =
                        "Where the hash of the first-start password is kept; default: ftp-state beside flashFolder",
                required = false)
        String stateFolder() default "";

        /** How long a session may be silent. */
        @AttributeDefinition(
                name = "Idle timeout",
                description = "Seconds of silence after which a session or a transfer ends",
                min = "5")
        int idleTimeoutSeconds() default 300;

        /** Ports for passive data connections. */
        @AttributeDefinition(
                name = "Passive ports",
                description =
                        "Ports for passive data connections, such as 30000-30009,30020; empty: the system chooses",
                required = false)
        String passivePorts() default "";

        /** The address that PASV tells. */
        @AttributeDefinition(
                name = "Passive address",
                description = "The gateway's address as clients see it, if a router translates it; empty: as it is",
                required = false)
        String passiveAddress() default "";

        /** How long a data connection may take. */
        @AttributeDefinition(
                name = "Data connection",
                description = "Seconds that a client has to make a data connection; 1 to 300",
                min = "1",
                max = "300")
        int dataConnectSeconds() default 30;

        /** The largest visible file. */
        @AttributeDefinition(name = "Largest visible file", description = "Bytes that a file below /flash may have")
        long maxUploadBytes() default 16 * 1024 * 1024;

        /** The largest hidden upload. */
        @AttributeDefinition(
                name = "Largest hidden upload",
                description = "Bytes that are buffered of an upload below /flash/cert; the intake may allow less")
        int maxCredentialBytes() default 1024 * 1024;

        /** How many sessions. */
        @AttributeDefinition(name = "Sessions", description = "Control connections that may be open at once")
        int maxSessions() default 10;

        /** How many sessions for one address. */
        @AttributeDefinition(
                name = "Sessions for each address",
                description = "Control connections that may be open at once from one address")
        int maxSessionsPerAddress() default 10;

        /** How slow an upload may be. */
        @AttributeDefinition(
                name = "Slowest upload",
                description =
                        "Bytes a second that a hidden upload must bring on the average after half a minute; 0: any")
        int minUploadBytesPerSecond() default 64;

        /** Who has to encrypt. */
        @AttributeDefinition(
                name = "TLS",
                description =
                        "Who has to encrypt (AUTH TLS): required: everybody; preferred: everybody who does not come"
                                + " from this machine; off: nobody can",
                options = {
                    @Option(label = "required", value = "required"),
                    @Option(label = "preferred", value = "preferred"),
                    @Option(label = "off", value = "off")
                })
        String tls() default "preferred";

        /** The port for clients that begin with TLS. */
        @AttributeDefinition(
                name = "Port for implicit TLS",
                description = "TCP port for clients that begin with TLS (ftps://), usually 990; 0 lets the system"
                        + " choose, -1 for none",
                min = "-1")
        int implicitTlsPort() default -1;

        /** Whether data connections resume. */
        @AttributeDefinition(
                name = "Require TLS session reuse",
                description = "An encrypted data connection must resume the control connection's TLS session, so that"
                        + " nobody else can take it")
        boolean requireTlsReuse() default true;

        /** Whether clear text may leave the machine. */
        @AttributeDefinition(
                name = "Allow clear text",
                description = "Take clients from other machines without TLS, although anybody on the way can read"
                        + " passwords and keys")
        boolean allowClearText() default false;
    }

    private final GatewayServices services = new GatewayServices();
    private final DropBoxServer server;

    /**
     * Takes the configuration; listening begins a moment later, on a thread of its own.
     *
     * @param context this bundle's
     * @param config the configuration
     */
    @Activate
    public FtpDropBox(BundleContext context, Config config) {
        FtpSettings settings = FtpSettings.of(config);
        // The console is where the first-start password belongs, see FirstStartPassword.
        FirstStartPassword firstStart = new FirstStartPassword(settings.stateFolder(), System.out);
        server = new DropBoxServer(
                settings, firstStart, new FirstStartCertificate(services, System.out), services, new Marker(context));
        server.start();
    }

    // Churn is the point: the drop box stays up while the intake or its store is stopped or exchanged.
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindIntake(CredentialIntake service) {
        services.intake.bind(service);
        server.servicesChanged();
    }

    void unbindIntake(CredentialIntake service) {
        services.intake.unbind(service);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindCredentials(Credentials service) {
        services.credentials.bind(service);
        server.servicesChanged();
    }

    void unbindCredentials(Credentials service) {
        services.credentials.unbind(service);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindTls(TlsService service) {
        services.tls.bind(service);
        server.servicesChanged();
    }

    void unbindTls(TlsService service) {
        services.tls.unbind(service);
    }

    // Dynamic, so that a change of users neither closes the port nor ends a session.
    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindAccount(FtpAccount account) {
        server.add(account);
    }

    void unbindAccount(FtpAccount account) {
        server.remove(account);
    }

    @Deactivate
    void stop() {
        server.stop();
    }

    /** The service that tells where the server listens. */
    private static final class Marker implements DropBoxServer.Observer {

        private final BundleContext context;
        private @Nullable ServiceRegistration<InetSocketAddress> registered;

        Marker(BundleContext context) {
            this.context = context;
        }

        @Override
        public synchronized void listening(InetSocketAddress address, @Nullable InetSocketAddress implicitTls) {
            Dictionary<String, Object> properties = new Hashtable<>();
            properties.put(MARKER, true);
            registered = context.registerService(InetSocketAddress.class, address, properties);
        }

        @Override
        public synchronized void stopped() {
            ServiceRegistration<InetSocketAddress> registration = registered;
            registered = null;
            if (registration != null) {
                registration.unregister();
            }
        }
    }
}
