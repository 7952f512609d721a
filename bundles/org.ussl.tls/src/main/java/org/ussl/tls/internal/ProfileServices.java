// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.TlsService;

/**
 * The services for applications that just want TLS: an {@link SSLContext} and an {@link SSLSocketFactory} for each
 * complete profile. They come when the last part is delivered, go when one is removed or no store is there, and tell a
 * swap by their properties. Used by one thread.
 */
final class ProfileServices {
    private static final Logger LOG = LoggerFactory.getLogger(ProfileServices.class);

    private final BundleContext bundle;
    private final TlsService tls;
    private final VersionSource source;
    private final Map<String, Registrations> registered = new HashMap<>();

    ProfileServices(BundleContext bundle, TlsService tls, VersionSource source) {
        this.bundle = bundle;
        this.tls = tls;
        this.source = source;
    }

    /** Brings the services of a profile in line with its version in use. */
    void refresh(String profile) {
        Optional<CredentialVersion> complete = source.current(profile).filter(ProfileServices::isComplete);
        Registrations present = registered.get(profile);
        if (complete.isEmpty()) {
            if (present != null) {
                registered.remove(profile);
                present.unregister();
                LOG.info("{}: not complete any more, its TLS services are gone", profile);
            }
            return;
        }
        Hashtable<String, Object> properties = properties(complete.get());
        if (present == null) {
            register(profile, properties);
        } else {
            present.update(properties);
        }
    }

    /** Brings all services in line, for profiles that are there now or were. */
    void refreshAll(Set<String> profiles) {
        Set<String> known = new HashSet<>(registered.keySet());
        known.addAll(profiles);
        known.forEach(this::refresh);
    }

    /** Takes all services away. */
    void close() {
        registered.values().forEach(Registrations::unregister);
        registered.clear();
    }

    private void register(String profile, Dictionary<String, Object> properties) {
        try {
            SSLContext context = tls.sslContext(TlsOptions.profile(profile));
            registered.put(
                    profile,
                    new Registrations(
                            bundle.registerService(SSLContext.class, context, properties),
                            bundle.registerService(SSLSocketFactory.class, context.getSocketFactory(), properties)));
            LOG.info(
                    "{}: complete, its TLS services are there (revision {})", profile, properties.get("ussl.revision"));
        } catch (SSLError e) {
            LOG.error("{}: its TLS services could not be made", profile, e);
        }
    }

    private static boolean isComplete(CredentialVersion version) {
        return !version.trustAnchors().isEmpty() && !version.chain().isEmpty() && version.key() != null;
    }

    private static Hashtable<String, Object> properties(CredentialVersion version) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("ussl.profile", version.profile());
        properties.put("ussl.cert_reqs", "required");
        properties.put("ussl.role", "client");
        properties.put("ussl.revision", version.revision());
        properties.put(
                "ussl.not_after",
                version.chain().get(0).getNotAfter().toInstant().toString());
        properties.put("ussl.fingerprint", fingerprint(version));
        return properties;
    }

    /** Tells versions apart whose numbers are the same because they come from different stores. */
    private static String fingerprint(CredentialVersion version) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (X509Certificate certificate : version.chain()) {
                digest.update(certificate.getEncoded());
            }
            for (X509Certificate anchor : version.trustAnchors()) {
                digest.update(anchor.getEncoded());
            }
            for (X509CRL crl : version.crls()) {
                digest.update(crl.getEncoded());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 over certificates that were parsed before", e);
        }
    }

    private record Registrations(
            ServiceRegistration<SSLContext> context, ServiceRegistration<SSLSocketFactory> factory) {

        void update(Dictionary<String, Object> properties) {
            context.setProperties(properties);
            factory.setProperties(properties);
        }

        void unregister() {
            context.unregister();
            factory.unregister();
        }
    }
}
