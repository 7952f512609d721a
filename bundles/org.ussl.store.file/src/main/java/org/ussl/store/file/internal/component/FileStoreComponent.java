// SPDX-License-Identifier: Apache-2.0
package org.ussl.store.file.internal.component;

import java.util.Map;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.configuration.ConfigurationCheck;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.ProfileTransfer;
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
        configurationPid = FileStoreComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = FileStoreComponent.Config.class)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"org.ussl.credential.spi.CredentialStore\"",
        uses = CredentialStore.class)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"org.ussl.credential.spi.ProfileTransfer\"",
        uses = ProfileTransfer.class)
public final class FileStoreComponent {

    static final String PID = "org.ussl.store.file";

    private static final Logger LOG = LoggerFactory.getLogger(FileStoreComponent.class);

    /** The configuration. */
    @ObjectClassDefinition(name = "ussl file store", description = "Credentials in sealed files")
    public @interface Config {

        /** Where the sealed files lie. */
        @AttributeDefinition(
                name = "Folder",
                description = "Where the sealed files lie; made with mode 0700 if it is not there")
        String folder();

        /** Where the master key lies. */
        @AttributeDefinition(
                name = "Master key file",
                description = "The file of mode 0600 that holds the master key; made at the first start."
                        + " Empty for master.key beside the folder",
                required = false)
        String masterKeyFile() default "";

        /** Which environment variable holds the master key. */
        @AttributeDefinition(
                name = "Master key variable",
                description = "The environment variable that holds the master key (32 bytes as Base64 or hexadecimal"
                        + " text), in place of a file",
                required = false)
        String masterKeyEnvironment() default "";

        /** Which systemd credential holds the master key. */
        @AttributeDefinition(
                name = "Master key credential",
                description = "The name of the systemd credential (LoadCredential=, LoadCredentialEncrypted=) that"
                        + " holds the master key, in place of a file",
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
                description = "How many versions of a profile are kept, the one in use included",
                min = "1",
                max = "100",
                required = false)
        int keepVersions() default 5;
    }

    private final StoreService service;

    /** Opens the store; fails if it must not be opened. */
    @Activate
    public FileStoreComponent(BundleContext context, Config config, Map<String, Object> properties)
            throws CredentialStoreException {
        service = new StoreService(context, "file");
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
        return new Plan(StoreSettings.of(
                config.folder(),
                config.masterKeyFile(),
                config.masterKeyEnvironment(),
                config.masterKeyCredential(),
                config.masterKeyToken(),
                config.previousMasterKey(),
                config.keepVersions()));
    }

    private record Plan(StoreSettings settings) implements StorePlan {
        @Override
        public Map<String, Object> fixed() {
            return Map.of("folder", settings.folder());
        }

        @Override
        public int keepVersions() {
            return settings.keepVersions();
        }

        @Override
        public int ranking() {
            return 0;
        }

        @Override
        public String masterKeyPlace() {
            return settings.masterKeyPlace();
        }

        @Override
        public SealedFileStore open() throws CredentialStoreException {
            return new StoreOpening(settings).open();
        }

        @Override
        public void changeMasterKey(SealedFileStore store) throws CredentialStoreException {
            new StoreOpening(settings).changeMasterKey(store);
        }
    }

    /** Takes the service away, then the keys. */
    @Deactivate
    public void close() throws CredentialStoreException {
        service.close();
    }
}
