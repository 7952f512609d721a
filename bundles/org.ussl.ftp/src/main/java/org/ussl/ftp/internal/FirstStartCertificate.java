// SPDX-License-Identifier: Apache-2.0
package org.ussl.ftp.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ussl.credential.CredentialInfo;
import org.ussl.credential.CredentialIntake;
import org.ussl.credential.CredentialPart;
import org.ussl.credential.CredentialPath;
import org.ussl.credential.CredentialRejectedException;
import org.ussl.credential.Credentials;
import org.ussl.credential.Origin;

/**
 * The certificate of a drop box that nobody has given one yet: self-signed, delivered through the intake like any
 * other, its fingerprint shown. Used by one thread.
 */
final class FirstStartCertificate {

    private static final Logger LOG = LoggerFactory.getLogger(FirstStartCertificate.class);

    private static final CredentialPath CERT = new CredentialPath(ServerTls.PROFILE, CredentialPart.CERT);

    private final GatewayServices services;
    private final PrintStream console;

    FirstStartCertificate(GatewayServices services, PrintStream console) {
        this.services = services;
        this.console = console;
    }

    /** Makes one if the profile has none and nothing of it waits; does nothing while a service is missing. */
    void ensure() {
        CredentialIntake intake = services.intake.get();
        Credentials credentials = services.credentials.get();
        if (intake == null || credentials == null || services.tls.get() == null) {
            return;
        }
        try {
            for (CredentialInfo info : credentials.profiles()) {
                if (info.profile().equals(ServerTls.PROFILE)
                        && !(info.chain().isEmpty() && info.pending().isEmpty())) {
                    return;
                }
            }
            deliver(intake);
        } catch (CredentialRejectedException | RuntimeException | GeneralSecurityException | IOException e) {
            LOG.error("No certificate for FTPS could be made; upload one to {}: {}", CERT, e.toString());
        }
    }

    private void deliver(CredentialIntake intake)
            throws CredentialRejectedException, GeneralSecurityException, IOException {
        SelfSigned made = SelfSigned.create(hostName(), addresses(), Instant.now(), new SecureRandom());
        try {
            intake.offer(CERT.sibling(CredentialPart.KEY), made.key(), Origin.GATEWAY);
        } finally {
            Arrays.fill(made.key(), (byte) 0);
        }
        intake.offer(CERT, made.certificate(), Origin.GATEWAY);
        String fingerprint = HexFormat.ofDelimiter(":")
                .withUpperCase()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(made.certificate()));
        LOG.info("FTPS has a self-signed certificate, SHA-256 {}", fingerprint);
        synchronized (console) {
            console.println();
            console.println(
                    "FTPS has a self-signed certificate now; compare its SHA-256 fingerprint when you connect:");
            console.println("    " + fingerprint);
            console.println("Upload your own to /flash/cert/" + ServerTls.PROFILE + "/ (cert.pem, private.key).");
            console.println();
            console.flush();
        }
    }

    private static String hostName() {
        try {
            String name = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
            return name.matches("[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?") ? name : "localhost";
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private static List<InetAddress> addresses() throws SocketException {
        List<InetAddress> addresses = new ArrayList<>();
        NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLinkLocalAddress() && !address.isMulticastAddress())
                .forEach(addresses::add);
        return addresses;
    }
}
