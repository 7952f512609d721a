// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.configuration.ConfigurationCheck;
import org.ussl.credential.Audit;
import org.ussl.credential.AuditEvent;
import org.ussl.credential.AuditListener;
import org.ussl.credential.CertificateRequest;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.Credentials;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.Origin;
import org.ussl.credential.spi.CredentialStore;

/**
 * Offers the intake and the reader's side over the best store there is. One component for both, because a roll-back and
 * an upload of one profile have to take turns.
 */
@Component(
        service = {CredentialIntake.class, Credentials.class, Audit.class},
        configurationPid = IntakeComponent.PID)
@Designate(ocd = IntakeComponent.Config.class)
public final class IntakeComponent implements CredentialIntake, Credentials, Audit {

    static final String PID = "org.ussl.intake";

    private static final Logger LOG = LoggerFactory.getLogger(IntakeComponent.class);

    /** The configuration; all of it is optional. */
    @ObjectClassDefinition(
            id = PID,
            name = "ussl: intake",
            description = "How uploaded certificates and keys are read. At most one of the three ways to name a"
                    + " passphrase may be used.")
    public @interface Config {

        /** The bound for one file. */
        @AttributeDefinition(
                name = "Largest file",
                description = "In bytes; a larger upload is refused without looking into it.",
                min = "1024",
                max = "16777216")
        int maxFileBytes() default 65536;

        /** The bound for revocation lists, which grow where nothing else does. */
        @AttributeDefinition(
                name = "Largest revocation list",
                description = "In bytes; a larger crl.pem is refused without looking into it.",
                min = "1024",
                max = "16777216")
        int maxCrlBytes() default 1048576;

        /** Whether weak keys and signatures are taken. */
        @AttributeDefinition(
                name = "Allow weak",
                description =
                        "Take RSA keys of 1024 to 2047 bits and signatures with SHA-1, which are refused otherwise.")
        boolean allowWeak() default false;

        /** How long a part waits. */
        @AttributeDefinition(
                name = "Patience",
                description = "Hours for which a certificate waits for its key, or a key for its certificate,"
                        + " before it is dropped.",
                min = "1",
                max = "8784")
        int pendingHours() default 24;

        /** Where the audit log is. */
        @AttributeDefinition(
                name = "Audit log",
                description = "The file that records every delivery, removal and roll-back, one JSON object a line."
                        + " None if empty.",
                required = false)
        String auditFile() default "";

        /** The size of an audit log. */
        @AttributeDefinition(
                name = "Audit log size",
                description = "In bytes; a larger log is renamed and a new one begun.",
                min = "1024",
                max = "1073741824")
        int auditMaxBytes() default 1048576;

        /** The number of audit logs. */
        @AttributeDefinition(
                name = "Audit logs",
                description = "How many files are kept, the one that is written included.",
                min = "1",
                max = "100")
        int auditFiles() default 8;

        /** The passphrase itself. */
        @AttributeDefinition(
                name = "Key passphrase",
                description = "Passphrase of encrypted private keys.",
                type = AttributeType.PASSWORD,
                required = false)
        String _keyPassphrase() default "";

        /** Passphrases by profile. */
        @AttributeDefinition(
                name = "Key passphrases by profile",
                description = "Each PROFILE=PASSPHRASE; counts before the passphrase for all.",
                type = AttributeType.PASSWORD,
                required = false)
        String[] _keyPassphrases() default {};

        /** The passphrase in a file. */
        @AttributeDefinition(
                name = "Key passphrase file",
                description = "Path of a file whose first line is the passphrase of encrypted private keys. Only its"
                        + " owner may have access to it.",
                required = false)
        String keyPassphraseFile() default "";

        /** The passphrase in the environment. */
        @AttributeDefinition(
                name = "Key passphrase variable",
                description = "Name of an environment variable that holds the passphrase of encrypted private keys.",
                required = false)
        String keyPassphraseEnvironment() default "";
    }

    /** Dynamic: who listens comes and goes, and what it misses meanwhile is in the log. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<AuditListener> listeners = List.of();

    private final Clock clock = Clock.systemUTC();
    private final Passphrases passphrases;
    private final CredentialDesk desk;
    private final AuditTrail trail;
    private final CredentialLedger ledger;
    private final Housekeeping housekeeping;

    /**
     * Starts.
     *
     * @param store the store with the highest ranking; another one makes a new component, which costs nothing because
     *     all state but uploaded passphrases is in the store
     * @param config the configuration
     * @param properties the same, as it was configured
     * @throws IllegalArgumentException if a value is refused; the message starts with its key
     */
    @Activate
    public IntakeComponent(
            @Reference(policyOption = ReferencePolicyOption.GREEDY) CredentialStore store,
            Config config,
            Map<String, Object> properties) {
        IntakeSettings settings = read(config, properties);
        Validity validity = new Validity(clock, Validity.buildDate());
        ProfileTurns turns = new ProfileTurns();
        WaitingRoom waitingRoom = new WaitingRoom(store, turns, validity, settings.patience());
        passphrases = PassphraseSettings.parse(config, System::getenv, clock);
        ledger = new CredentialLedger(store, turns, waitingRoom, passphrases);
        desk = new CredentialDesk(store, settings, validity, turns, passphrases, waitingRoom);
        trail = new AuditTrail(desk, ledger, settings.audit(), clock, () -> listeners);
        housekeeping = new Housekeeping("ussl-intake-housekeeping", () -> {
            trail.expired(waitingRoom.sweep());
            passphrases.dropOld();
        });
    }

    /** Takes another configuration, as a whole, for what comes from now on; a bad value is refused. */
    @Modified
    void change(Config config, Map<String, Object> properties) {
        IntakeSettings settings;
        try {
            settings = read(config, properties);
            passphrases.configure(PassphraseSettings.parse(config, System::getenv, clock));
        } catch (IllegalArgumentException e) {
            LOG.warn(ConfigurationCheck.kept(properties, e));
            return;
        }
        desk.settings(settings);
        trail.log(settings.audit());
    }

    private static IntakeSettings read(Config config, Map<String, Object> properties) {
        return IntakeSettings.parse(ConfigurationCheck.readable(Config.class, config, properties));
    }

    @Override
    public IntakeReceipt offer(CredentialPath path, byte[] content) throws CredentialRejectedException {
        return trail.offer(path, content);
    }

    @Override
    public IntakeReceipt offer(CredentialPath path, byte[] content, Origin origin) throws CredentialRejectedException {
        return trail.offer(path, content, origin);
    }

    @Override
    public List<IntakeReceipt> offer(String profile, Map<CredentialPart, byte[]> parts, Origin origin)
            throws CredentialRejectedException {
        return trail.offer(profile, parts, origin);
    }

    @Override
    public IntakeReceipt remove(CredentialPath path) throws CredentialRejectedException {
        return trail.remove(path);
    }

    @Override
    public IntakeReceipt remove(CredentialPath path, Origin origin) throws CredentialRejectedException {
        return trail.remove(path, origin);
    }

    @Override
    public IntakeReceipt drop(String profile) throws CredentialRejectedException {
        return trail.drop(profile);
    }

    @Override
    public IntakeReceipt drop(String profile, Origin origin) throws CredentialRejectedException {
        return trail.drop(profile, origin);
    }

    @Override
    public void record(String event, String outcome, Origin origin, Map<String, String> details) {
        trail.record(event, outcome, origin, details);
    }

    @Override
    public List<AuditEvent> recent(int max) {
        return trail.recent(max);
    }

    @Override
    public List<CredentialInfo> profiles() {
        return ledger.profiles();
    }

    @Override
    public List<CredentialInfo> history(String profile) {
        return ledger.history(profile);
    }

    @Override
    public CredentialInfo rollback(String profile, long revision) {
        return trail.rollback(profile, revision, Origin.UNKNOWN);
    }

    @Override
    public CredentialInfo rollback(String profile, long revision, Origin origin) {
        return trail.rollback(profile, revision, origin);
    }

    @Override
    public String request(String profile, CertificateRequest request, Origin origin) {
        return trail.request(profile, request, origin);
    }

    /** Ends its thread and clears the passphrases. */
    @Deactivate
    public void stop() {
        housekeeping.close();
        passphrases.close();
    }
}
