// SPDX-License-Identifier: Apache-2.0
package org.ussl.tls.internal;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.GatewayProfile;
import org.ussl.credential.spi.CredentialVersion;
import org.ussl.tls.CertReqs;
import org.ussl.tls.SSLError;
import org.ussl.tls.SSLError.Reason;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.TlsOptionsBuilder;
import org.ussl.tls.TlsService;

/**
 * The services for applications that just want TLS: for clients an {@link SSLContext} and an {@link SSLSocketFactory}
 * for each complete profile, for servers an {@link SSLContext} and an {@link SSLServerSocketFactory} for each that has
 * a certificate and its key. They come when the last part is delivered, go when one is removed or no store is there,
 * and tell a swap by their properties. Used by one thread.
 */
final class ProfileServices {
    private static final Logger LOG = LoggerFactory.getLogger(ProfileServices.class);
    private static final String CLIENT = "client";
    private static final String SERVER = "server";

    private final BundleContext bundle;
    private final TlsService tls;
    private final VersionSource source;
    private final Map<Kind, Registrations> registered = new HashMap<>();

    ProfileServices(BundleContext bundle, TlsService tls, VersionSource source) {
        this.bundle = bundle;
        this.tls = tls;
        this.source = source;
    }

    /** Brings the services of a profile in line with its version in use. */
    void refresh(String profile) {
        if (GatewayProfile.isName(profile)) {
            return; // Its keys are for no TLS.
        }
        Optional<CredentialVersion> identity = source.current(profile).filter(ProfileServices::hasIdentity);
        Optional<CredentialVersion> complete =
                identity.filter(version -> !version.trustAnchors().isEmpty());
        refresh(new Kind(profile, CLIENT, CertReqs.REQUIRED), complete);
        refresh(new Kind(profile, SERVER, CertReqs.REQUIRED), complete);
        // With a CA a server that asks nobody would be one by mistake.
        refresh(new Kind(profile, SERVER, CertReqs.NONE), complete.isPresent() ? Optional.empty() : identity);
    }

    private void refresh(Kind kind, Optional<CredentialVersion> usable) {
        Registrations present = registered.get(kind);
        if (usable.isEmpty() || isForbidden(kind)) {
            if (present != null) {
                registered.remove(kind);
                present.unregister();
                LOG.info("{}: its TLS services are gone", kind);
            }
            return;
        }
        Hashtable<String, Object> properties = properties(kind, usable.get());
        if (present == null) {
            register(kind, properties);
        } else {
            present.update(properties);
        }
    }

    /** Brings all services in line, for profiles that are there now or were. */
    void refreshAll(Set<String> profiles) {
        Set<String> known = new HashSet<>(profiles);
        registered.keySet().forEach(kind -> known.add(kind.profile()));
        known.forEach(this::refresh);
    }

    /** Takes all services away. */
    void close() {
        registered.values().forEach(Registrations::unregister);
        registered.clear();
    }

    private void register(Kind kind, Dictionary<String, Object> properties) {
        try {
            SSLContext context = tls.sslContext(kind.options());
            List<ServiceRegistration<?>> services = new ArrayList<>();
            services.add(bundle.registerService(SSLContext.class, context, properties));
            if (kind.isServer()) {
                services.add(bundle.registerService(
                        SSLServerSocketFactory.class, context.getServerSocketFactory(), properties));
            } else {
                services.add(bundle.registerService(SSLSocketFactory.class, context.getSocketFactory(), properties));
            }
            registered.put(kind, new Registrations(services));
            LOG.info("{}: its TLS services are there (revision {})", kind, properties.get("ussl.revision"));
        } catch (SSLError e) {
            if (e.reason() == Reason.FORBIDDEN) {
                LOG.debug("{}: has no TLS services, because the configuration forbids it", kind, e);
            } else {
                LOG.error("{}: its TLS services could not be made", kind, e);
            }
        }
    }

    /** By the configuration of the gateway or of the profile, which may have come after the service. */
    private boolean isForbidden(Kind kind) {
        try {
            tls.sslContext(kind.options());
            return false;
        } catch (SSLError e) {
            return e.reason() == Reason.FORBIDDEN;
        }
    }

    private static boolean hasIdentity(CredentialVersion version) {
        return !version.chain().isEmpty() && version.key() != null;
    }

    private static Hashtable<String, Object> properties(Kind kind, CredentialVersion version) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("ussl.profile", kind.profile());
        properties.put("ussl.cert_reqs", kind.certReqs().name().toLowerCase(Locale.ROOT));
        properties.put("ussl.role", kind.role());
        if (kind.isServer()) {
            // A reference to a context that does not say which role it wants gets the client's, as ever.
            properties.put(Constants.SERVICE_RANKING, -1);
        }
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

    private record Kind(String profile, String role, CertReqs certReqs) {
        boolean isServer() {
            return SERVER.equals(role);
        }

        TlsOptions options() {
            TlsOptionsBuilder options = TlsOptions.builder()
                    .keyfile(new CredentialPath(profile, CredentialPart.KEY).toString())
                    .certfile(new CredentialPath(profile, CredentialPart.CERT).toString())
                    .serverSide(isServer())
                    .certReqs(certReqs);
            if (certReqs != CertReqs.NONE) {
                options.caCerts(new CredentialPath(profile, CredentialPart.CA).toString());
            }
            return options.build();
        }

        @Override
        public String toString() {
            return profile + " (" + role + ")";
        }
    }

    private record Registrations(List<ServiceRegistration<?>> services) {

        void update(Dictionary<String, Object> properties) {
            services.forEach(service -> service.setProperties(properties));
        }

        void unregister() {
            services.forEach(ServiceRegistration::unregister);
        }
    }
}
