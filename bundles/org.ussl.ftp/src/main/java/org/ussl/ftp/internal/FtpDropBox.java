// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.configuration.ConfigurationCheck;
import org.ussl.credential.Audit;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.Credentials;
import org.ussl.ftp.FtpServer;
import org.ussl.tls.TlsService;

/**
 * The FTP drop box. It needs a configuration or a program that switches it on, because an open port is always
 * somebody's decision. While it listens, a service {@link InetSocketAddress} with the property
 * {@value ListeningMarker#PROPERTY} tells where, which matters with port 0.
 */
@Component(service = FtpServer.class, immediate = true, configurationPid = FtpDropBox.PID)
@Designate(ocd = FtpConfig.class)
public final class FtpDropBox implements FtpServer {

    static final String PID = "org.ussl.ftp";

    private static final Logger LOG = LoggerFactory.getLogger(FtpDropBox.class);

    private final GatewayServices services = new GatewayServices();
    private final DropBoxSwitch dropBox;

    /**
     * Takes the configuration, if there is one; listening begins a moment later, on a thread of its own.
     *
     * @param context this bundle's
     * @param config the configuration, or its defaults
     * @param properties the same, with the PID if it is one
     */
    @Activate
    public FtpDropBox(BundleContext context, FtpConfig config, Map<String, Object> properties) {
        boolean configured = properties.containsKey(Constants.SERVICE_PID);
        ConfigurationCheck.readable(FtpConfig.class, config, properties);
        FtpSettings settings = configured ? FtpSettings.of(config) : FtpSettings.of(config, ownFolder(context));
        ListeningMarker marker = new ListeningMarker(context);
        PrintStream console = console();
        dropBox = new DropBoxSwitch(
                settings,
                now -> new DropBoxServer(
                        now,
                        new FirstStartPassword(now.stateFolder(), console),
                        new FirstStartCertificate(services, console),
                        services,
                        LoginBrake.onUptime(),
                        marker));
        if (configured) {
            dropBox.configure(settings);
        }
    }

    /**
     * Where the first-start password belongs, see FirstStartPassword. Not System.out: in Karaf that is the shell's for
     * a thread that a command has started, and swallows what is printed after the command's end.
     */
    private static PrintStream console() {
        return new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII);
    }

    /** For a drop box that programs switch on, without a configuration. */
    private static String ownFolder(BundleContext context) {
        File folder = context.getDataFile("flash");
        return folder == null ? "flash" : folder.getPath();
    }

    /** Takes a new configuration; a bad one is refused by its key, and the drop box goes on as before. */
    @Modified
    void change(FtpConfig config, Map<String, Object> properties) {
        FtpSettings settings;
        try {
            settings = FtpSettings.of(ConfigurationCheck.readable(FtpConfig.class, config, properties));
        } catch (IllegalArgumentException e) {
            LOG.warn(ConfigurationCheck.kept(properties, e));
            return;
        }
        dropBox.configure(settings);
    }

    // Churn is the point: the drop box stays up while the intake or its store is stopped or exchanged.
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindIntake(CredentialIntake service) {
        services.intake.bind(service);
        dropBox.servicesChanged();
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
        dropBox.servicesChanged();
    }

    void unbindCredentials(Credentials service) {
        services.credentials.unbind(service);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindAudit(Audit service) {
        services.audit.bind(service);
    }

    void unbindAudit(Audit service) {
        services.audit.unbind(service);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindTls(TlsService service) {
        services.tls.bind(service);
        dropBox.servicesChanged();
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
        dropBox.add(account);
    }

    void unbindAccount(FtpAccount account) {
        dropBox.remove(account);
    }

    @Override
    public void init() {
        dropBox.init();
    }

    @Override
    public void init(String user, char[] password, Duration timeout) {
        dropBox.init(user, password, timeout);
    }

    @Override
    public void deinit() {
        dropBox.deinit();
    }

    @Override
    public boolean isRunning() {
        return dropBox.isRunning();
    }

    @Override
    public Optional<InetSocketAddress> address() {
        return dropBox.address();
    }

    @Override
    public Duration timeout() {
        return dropBox.timeout();
    }

    @Override
    public void timeout(Duration timeout) {
        dropBox.timeout(timeout);
    }

    @Override
    public String passwordHash(char[] password) {
        return dropBox.passwordHash(password);
    }

    @Deactivate
    void stop() {
        dropBox.stop();
    }
}
