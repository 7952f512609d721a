// SPDX-License-Identifier: Apache-2.0
package org.ussl.bench.tls;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;
import org.ussl.credential.spi.CredentialStore;
import org.ussl.credential.spi.CredentialStoreException;
import org.ussl.credential.spi.CredentialUpdate;
import org.ussl.credential.spi.KeyMaterial;
import org.ussl.testing.pki.Authority;
import org.ussl.testing.pki.Identity;
import org.ussl.tls.CertReqs;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.TlsService;

/** The TLS service as it is deployed: its bundle in Felix, and the file store, which has the keys and signs. */
final class ThroughService implements Sockets {
    /** Shared between the framework and this class path, so that the service can be called without reflection. */
    private static final String SHARED = Stream.of(
                    "org.ussl.tls",
                    "org.ussl.tls.spi",
                    "org.ussl.socket",
                    "org.ussl.ftp",
                    "org.ussl.mqtt",
                    "org.ussl.credential",
                    "org.ussl.credential.spi")
            .map(name -> name + ";version=0.1.0,")
            .reduce("", String::concat);

    private static final TlsOptions CLIENT = TlsOptions.builder()
            .profileName("client")
            .certReqs(CertReqs.REQUIRED)
            .doHandshakeOnConnect(false)
            .build();
    private static final TlsOptions SERVER = TlsOptions.builder()
            .profileName("server")
            .serverSide(true)
            .certReqs(CertReqs.REQUIRED)
            .build();

    private final Framework framework;
    private final TlsService tls;
    private final CredentialStore store;
    private final Map<String, Identity> identities;

    ThroughService(Engine engine, Authority ca, Identity server, Identity client) throws Exception {
        identities = Map.of("server", server, "client", client);
        Path folder = Files.createTempDirectory("ussl-bench");
        Map<String, String> settings = new HashMap<>();
        settings.put(Constants.FRAMEWORK_STORAGE, folder.resolve("felix").toString());
        settings.put(
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                SHARED
                        + "org.osgi.service.cm;version=1.6.1,org.slf4j;version=2.0.17,org.jspecify.annotations;version=1.0.0");
        framework = new FrameworkFactory().newFramework(settings);
        framework.start();
        BundleContext context = framework.getBundleContext();
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("ussl.bench.bundles")))) {
            for (Bundle bundle : install(context, jars.sorted().toList())) {
                bundle.start();
            }
        }
        ConfigurationAdmin configurations = await(context, ConfigurationAdmin.class, "(service.pid=*)");
        configurations
                .getConfiguration("org.ussl.tls", "?")
                .update(new Hashtable<>(Map.of("engine", engine.configured())));
        configurations
                .getConfiguration("org.ussl.store.file", "?")
                .update(new Hashtable<>(Map.of("folder", folder.resolve("store").toString())));
        store = await(context, CredentialStore.class, "(ussl.store=file)");
        swap(ca);
        tls = await(context, TlsService.class, "(engine=" + engine.configured() + ")");
    }

    private static <T> T await(BundleContext context, Class<T> type, String filter) throws Exception {
        ServiceTracker<T, T> tracker = new ServiceTracker<>(
                context, context.createFilter("(&(objectClass=" + type.getName() + ")" + filter + ")"), null);
        tracker.open();
        T service = tracker.waitForService(30_000);
        if (service == null) {
            throw new IllegalStateException(type.getName() + " did not come up");
        }
        return service;
    }

    private static List<Bundle> install(BundleContext context, List<Path> jars) throws Exception {
        List<Bundle> bundles = new ArrayList<>();
        for (Path jar : jars) {
            bundles.add(context.installBundle(jar.toUri().toString()));
        }
        return bundles;
    }

    @Override
    public SSLSocket client(Socket connected) throws IOException {
        return tls.wrapSocket(connected, CLIENT);
    }

    @Override
    public ServerSocket listener(ServerSocket plain) throws IOException {
        return tls.wrapServerSocket(plain, SERVER);
    }

    SSLEngine serverEngine() throws IOException {
        return tls.engine(SERVER, "client", 0);
    }

    SSLEngine clientEngine() throws IOException {
        return tls.engine(CLIENT, Sockets.NAME, 443);
    }

    /** Handshakes that resumed a session so far; both ends count. */
    long resumed() {
        return tls.statistics().resumedHandshakes();
    }

    /**
     * Starts more bundles, the monitor and an HTTP service among them, and fills the store with more profiles.
     *
     * @return where the monitor's page is, when it is there
     */
    URI monitored(Path bundles, int profiles, Authority ca) throws Exception {
        BundleContext context = framework.getBundleContext();
        List<Bundle> installed;
        try (Stream<Path> jars = Files.list(bundles)) {
            installed = install(context, jars.sorted().toList());
        }
        for (Bundle bundle : installed) {
            bundle.start();
        }
        Identity identity = Objects.requireNonNull(identities.get("server"));
        for (int i = 0; i < profiles; i++) {
            commit("profile-" + i, identity, ca);
        }
        ServiceTracker<Object, Object> servlets =
                new ServiceTracker<>(context, "org.osgi.service.http.runtime.HttpServiceRuntime", null);
        servlets.open(true);
        servlets.waitForService(30_000);
        String[] endpoints = (String[]) servlets.getServiceReference().getProperty("osgi.http.endpoint");
        URI page = new URI("http", null, "localhost", URI.create(endpoints[0]).getPort(), "/metrics", null, null);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (((HttpURLConnection) page.toURL().openConnection()).getResponseCode() != 200) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(page + " did not come up");
            }
            Thread.sleep(50);
        }
        return page;
    }

    /** Puts new versions of both sides into use; their content is the same. */
    void swap(Authority ca) throws CredentialStoreException {
        for (Map.Entry<String, Identity> profile : identities.entrySet()) {
            commit(profile.getKey(), profile.getValue(), ca);
        }
    }

    private void commit(String profile, Identity identity, Authority ca) throws CredentialStoreException {
        try (KeyMaterial key = new KeyMaterial(
                identity.certificate().getPublicKey(),
                identity.keyPair().getPrivate().getEncoded())) {
            store.commit(
                    profile,
                    new CredentialUpdate(
                            List.of(ca.certificate()),
                            null,
                            CredentialUpdate.Identity.withNewKey(identity.chain(), key)));
        }
    }

    @Override
    public void close() throws Exception {
        framework.stop();
        framework.waitForStop(5_000);
    }
}
