// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.pkcs11.internal;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.configuration.ConfigurationCheck;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.ProfileTransfer;
import org.ussl.store.file.internal.Pin;
import org.ussl.store.file.internal.SealedFileStore;
import org.ussl.store.file.internal.StoreOpening;
import org.ussl.store.file.internal.StoreSettings;
import org.ussl.store.file.internal.service.StorePlan;
import org.ussl.store.file.internal.service.StoreService;

/**
 * Opens the store and registers it. DS itself would register the service before it makes the component: a store that
 * refuses to open would be there to be found, and would hide another store of lower rank.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = Pkcs11StoreComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = Pkcs11StoreComponent.Config.class)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"org.ussl.credential.spi.CredentialStore\"",
        uses = CredentialStore.class)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"org.ussl.credential.spi.ProfileTransfer\"",
        uses = ProfileTransfer.class)
public final class Pkcs11StoreComponent {

    static final String PID = "org.ussl.store.pkcs11";

    private static final Logger LOG = LoggerFactory.getLogger(Pkcs11StoreComponent.class);

    /** The configuration. */
    @ObjectClassDefinition(name = "ussl PKCS#11 store", description = "Credentials whose keys are in a token")
    public @interface Config {

        /** How to reach the token. */
        @AttributeDefinition(
                name = "Library",
                description =
                        "The absolute path of the token's PKCS#11 module, such as" + " /usr/lib/softhsm/libsofthsm2.so")
        String library();

        /** Which token. */
        @AttributeDefinition(
                name = "Slot list index",
                description = "Which of the slots that the module lists, 0 for the first",
                required = false,
                min = "0")
        int slotListIndex() default 0;

        /** The PIN itself. */
        @AttributeDefinition(
                name = "PIN",
                description = "The token's user PIN; better in a file or a systemd credential",
                type = AttributeType.PASSWORD,
                required = false)
        String pin() default "";

        /** Where the PIN lies. */
        @AttributeDefinition(
                name = "PIN file",
                description = "The file of mode 0600 that holds the PIN, in place of the PIN itself",
                required = false)
        String pinFile() default "";

        /** Which systemd credential holds the PIN. */
        @AttributeDefinition(
                name = "PIN credential",
                description = "The name of the systemd credential (LoadCredential=, LoadCredentialEncrypted=) that"
                        + " holds the PIN",
                required = false)
        String pinCredential() default "";

        /** Where the sealed files lie. */
        @AttributeDefinition(
                name = "Folder",
                description =
                        "Where certificates and versions lie, sealed, without keys; a folder of this" + " store's own")
        String folder();

        /** What is taken over. */
        @AttributeDefinition(
                name = "Import folder",
                description =
                        "The folder of org.ussl.store.file, under the same master key, whose profiles are taken over"
                                + " at the start as far as this store does not have them; their keys go into the token",
                required = false)
        String importFolder() default "";

        /** Where the master key lies. */
        @AttributeDefinition(
                name = "Master key file",
                description = "The file of mode 0600 that holds the master key of the sealed files; made at the first"
                        + " start. Empty for master.key beside the folder",
                required = false)
        String masterKeyFile() default "";

        /** Which environment variable holds the master key. */
        @AttributeDefinition(
                name = "Master key variable",
                description = "The environment variable that holds the master key, in place of a file",
                required = false)
        String masterKeyEnvironment() default "";

        /** Which systemd credential holds the master key. */
        @AttributeDefinition(
                name = "Master key credential",
                description = "The name of the systemd credential that holds the master key, in place of a file",
                required = false)
        String masterKeyCredential() default "";

        /** Which token derives the master key. */
        @AttributeDefinition(
                name = "Master key token",
                description = "The AES key in a token from which the master key is derived there, as a PKCS#11 URI;"
                        + " made at the first start. In place of a file",
                required = false)
        String masterKeyToken() default "";

        /** Where the key is that the files are still sealed with. */
        @AttributeDefinition(
                name = "Previous master key",
                description =
                        "To change the master key: where the old one is, as file:PATH, environment:NAME or"
                                + " credential:NAME. All files are sealed under the new key, in one step, while the store goes on",
                required = false)
        String previousMasterKey() default "";

        /** How many versions are kept. */
        @AttributeDefinition(
                name = "Versions",
                description = "How many versions of a profile are kept, the one in use included; their keys"
                        + " stay in the" + " token",
                min = "1",
                max = "100",
                required = false)
        int keepVersions() default 5;

        /** Which store is used where there are several. */
        @AttributeDefinition(
                name = "Ranking",
                description = "Of several stores, the one with the highest is used; org.ussl.store.file has 0",
                required = false)
        int ranking() default 10;
    }

    private final StoreService service;

    /** Opens the store; fails if it must not be opened. */
    @Activate
    public Pkcs11StoreComponent(BundleContext context, Config config, Map<String, Object> properties)
            throws CredentialStoreException {
        service = new StoreService(context, "pkcs11");
        service.follow(plan(config, properties));
    }

    /** Follows a change of the configuration while the store goes on; what is bad or cannot change is refused. */
    @Modified
    void change(Config config, Map<String, Object> properties) throws CredentialStoreException {
        try {
            service.follow(plan(config, properties));
        } catch (IllegalArgumentException e) {
            LOG.warn(ConfigurationCheck.kept(properties, e));
            service.refused(String.valueOf(e.getMessage()));
        }
    }

    private static StorePlan plan(Config config, Map<String, Object> properties) {
        ConfigurationCheck.readable(Config.class, config, properties);
        TokenSettings token = new TokenSettings(
                library(config.library()),
                config.slotListIndex(),
                Pin.of(config.pin(), config.pinFile(), config.pinCredential()));
        return new Plan(
                token,
                sealed(config, config.folder(), config.previousMasterKey(), config.keepVersions()),
                config.importFolder().isBlank()
                        ? Optional.empty()
                        : Optional.of(sealed(config, config.importFolder(), "", 1)),
                config.ranking());
    }

    private static StoreSettings sealed(Config config, String folder, String previousMasterKey, int keepVersions) {
        return StoreSettings.of(
                folder,
                config.masterKeyFile(),
                config.masterKeyEnvironment(),
                config.masterKeyCredential(),
                config.masterKeyToken(),
                previousMasterKey,
                keepVersions);
    }

    private record Plan(TokenSettings token, StoreSettings settings, Optional<StoreSettings> other, int ranking)
            implements StorePlan {
        @Override
        public Map<String, Object> fixed() {
            return Map.of(
                    "library", token.library(), "slotListIndex", token.slotListIndex(), "folder", settings.folder());
        }

        @Override
        public int keepVersions() {
            return settings.keepVersions();
        }

        @Override
        public String masterKeyPlace() {
            return settings.masterKeyPlace();
        }

        @Override
        public SealedFileStore open() throws CredentialStoreException {
            return TokenStore.open(token, settings, other).credentials();
        }

        @Override
        public void changeMasterKey(SealedFileStore store) throws CredentialStoreException {
            new StoreOpening(settings).changeMasterKey(store);
        }
    }

    private static Path library(String text) {
        try {
            return Path.of(text.strip());
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("library: " + e.getMessage(), e);
        }
    }

    /** Takes the service away, then the keys. */
    @Deactivate
    public void close() throws CredentialStoreException {
        service.close();
    }
}
