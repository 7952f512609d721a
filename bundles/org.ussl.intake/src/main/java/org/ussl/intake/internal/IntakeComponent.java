// SPDX-License-Identifier: Apache-2.0
package org.ussl.intake.internal;

import java.time.Clock;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.Credentials;
import org.ussl.credential.IntakeReceipt;
import org.ussl.credential.spi.CredentialStore;

/**
 * Offers the intake and the reader's side over the best store there is. One component for both, because a roll-back and
 * an upload of one profile have to take turns.
 */
@Component(
        service = {CredentialIntake.class, Credentials.class},
        configurationPid = IntakeComponent.PID)
@Designate(ocd = IntakeComponent.Config.class)
public final class IntakeComponent implements CredentialIntake, Credentials {

    static final String PID = "org.ussl.intake";

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
                description = "In bytes; a larger upload is refused without looking into it. 1024 to 16777216.")
        int maxFileBytes() default 65536;

        /** The bound for revocation lists, which grow where nothing else does. */
        @AttributeDefinition(
                name = "Largest revocation list",
                description = "In bytes; a larger crl.pem is refused without looking into it. 1024 to 16777216.")
        int maxCrlBytes() default 1048576;

        /** The passphrase itself. */
        @AttributeDefinition(
                name = "Key passphrase",
                description = "Passphrase of encrypted private keys.",
                type = AttributeType.PASSWORD,
                required = false)
        String _keyPassphrase() default "";

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

    private final IntakeSettings settings;
    private final CredentialDesk desk;
    private final CredentialLedger ledger;

    /**
     * Starts.
     *
     * @param store the store with the highest ranking; another one makes a new component, which costs nothing because
     *     all state is in the store
     * @param config the configuration
     * @throws IllegalArgumentException if a value is refused; the message starts with its key
     */
    @Activate
    public IntakeComponent(
            @Reference(policyOption = ReferencePolicyOption.GREEDY) CredentialStore store, Config config) {
        settings = IntakeSettings.parse(
                config.maxFileBytes(),
                config.maxCrlBytes(),
                config._keyPassphrase(),
                config.keyPassphraseFile(),
                config.keyPassphraseEnvironment(),
                System::getenv);
        ProfileTurns turns = new ProfileTurns();
        desk = new CredentialDesk(store, settings, new Validity(Clock.systemUTC(), Validity.buildDate()), turns);
        ledger = new CredentialLedger(store, turns);
    }

    @Override
    public IntakeReceipt offer(CredentialPath path, byte[] content) throws CredentialRejectedException {
        return desk.offer(path, content);
    }

    @Override
    public IntakeReceipt remove(CredentialPath path) throws CredentialRejectedException {
        return desk.remove(path);
    }

    @Override
    public IntakeReceipt drop(String profile) throws CredentialRejectedException {
        return desk.drop(profile);
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
        return ledger.rollback(profile, revision);
    }

    /** Clears the passphrase. */
    @Deactivate
    public void stop() {
        settings.passphrase().ifPresent(Passphrase::close);
    }
}
