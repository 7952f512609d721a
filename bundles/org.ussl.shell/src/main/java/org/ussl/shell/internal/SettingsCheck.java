// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.cm.Configuration;

/** Settings that are weaker than they need to be, and files that others may read. */
final class SettingsCheck {

    private static final String FTP = "org.ussl.ftp";
    private static final int WEAK_ITERATIONS = 100_000;

    private final Settings settings;

    SettingsCheck(Settings settings) {
        this.settings = settings;
    }

    List<Finding> findings() throws Refusal {
        List<Finding> findings = new ArrayList<>();
        ftp(findings);
        users(findings);
        if (isUnset(settings.value("org.ussl.tls", "minimumCertReqs"), "none")) {
            findings.add(Finding.look(
                    "org.ussl.tls",
                    "minimumCertReqs = none: a connection may do without verifying its peer; required forbids it"));
        }
        folder(findings, "org.ussl.store.file", "folder");
        folder(findings, "org.ussl.store.pkcs11", "folder");
        folder(findings, FTP, "flashFolder");
        if ("root".equals(System.getProperty("user.name"))) {
            findings.add(Finding.look("user", "the gateway runs as root: give it a user of its own"));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok("settings", "none is weaker than it need be"));
        }
        return findings;
    }

    private void ftp(List<Finding> findings) throws Refusal {
        if (settings.of(FTP).isEmpty()) {
            return;
        }
        boolean open = !isLoopback(settings.value(FTP, "address"));
        if (open && Settings.isTrue(settings.value(FTP, "allowClearText"))) {
            findings.add(Finding.wrong(
                    FTP, "allowClearText = true: passwords and keys cross the network readable; use FTPS"));
        }
        if (open && "off".equals(settings.value(FTP, "tls"))) {
            findings.add(Finding.wrong(FTP, "tls = off, and it listens for other machines: set tls = required"));
        }
        if ("false".equals(settings.value(FTP, "requireTlsReuse"))) {
            findings.add(Finding.look(
                    FTP,
                    "requireTlsReuse = false: who is quicker at a data port may take its place; needed by Java's"
                            + " clients only"));
        }
        if (settings.of(PasswdCommand.USERS + "~*").isEmpty()) {
            findings.add(Finding.look(
                    FTP, "no user is configured, so the first start's password counts: make one with ussl:passwd"));
        }
    }

    private void users(List<Finding> findings) throws Refusal {
        for (Configuration user : settings.of(PasswdCommand.USERS + "~*")) {
            String hash = Settings.value(user, "passwordHash");
            if (hash != null && iterations(hash) < WEAK_ITERATIONS) {
                findings.add(Finding.look(
                        user.getPid(),
                        "its password's hash has " + iterations(hash) + " iterations, which guessers like: set it"
                                + " anew with ussl:passwd"));
            }
        }
    }

    private static int iterations(String hash) {
        String[] fields = hash.split(":", -1);
        try {
            return fields.length > 1 ? Integer.parseInt(fields[1]) : Integer.MAX_VALUE;
        } catch (NumberFormatException e) {
            // Refused by the drop box itself, which says so.
            return Integer.MAX_VALUE;
        }
    }

    private void folder(List<Finding> findings, String pid, String key) throws Refusal {
        String folder = settings.value(pid, key);
        if (folder != null && !folder.isEmpty()) {
            FolderCheck.of(pid, folder).ifPresent(findings::add);
        }
    }

    private static boolean isUnset(@Nullable String value, String weakest) {
        return value == null || value.isEmpty() || value.equals(weakest);
    }

    private static boolean isLoopback(@Nullable String address) {
        try {
            // Only what is an address or localhost is taken as one, so that no name is looked up.
            return address == null
                    || address.isEmpty()
                    || address.equals("localhost")
                    || (address.matches("[0-9.]+|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*")
                            && InetAddress.getByName(address).isLoopbackAddress());
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
