// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.ussl.credential.Credentials;
import org.ussl.ftp.FtpServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ussl:doctor}: what is wrong with this gateway, and what to do. */
@Component(
        service = ShellCommand.class,
        property = {ShellCommand.SCOPE, "osgi.command.function=doctor"})
public final class DoctorCommand extends ShellCommand<DoctorCommand.Words> {

    @Command(
            name = "doctor",
            description = "Tells what is wrong with this gateway, and what to do: clock, expiry, services that are"
                    + " missing, ports, permissions, weak settings.",
            footer = {"", "Example: ussl:doctor", "Example: ussl:doctor --all"})
    static final class Words extends Line {
        @Option(names = "--all", description = "Tell what is well, too.")
        boolean all;
    }

    private final BundleContext context;

    // Dynamic, so that the command can say of each of them that it is missing.
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Credentials credentials;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable FtpServer ftp;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ConfigurationAdmin configurations;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ServiceComponentRuntime components;

    /**
     * Keeps what it looks around with.
     *
     * @param context this bundle's
     */
    @Activate
    public DoctorCommand(BundleContext context) {
        super(Words::new);
        this.context = context;
    }

    @Override
    Answer run(Words line, CommandSession session) throws Refusal {
        List<Finding> findings = findings();
        findings.sort(Comparator.comparing(Finding::severity).reversed());
        Table table = new Table(List.of("WHERE", "FOUND"), 24);
        long bad = 0;
        for (Finding finding : findings) {
            boolean well = finding.severity() == Finding.Severity.OK;
            bad += well ? 0 : 1;
            if (!well || line.all) {
                table.row(
                        finding.severity().tone(),
                        finding.what(),
                        finding.severity().word() + ": " + finding.words());
            }
        }
        String verdict = bad == 0
                ? "nothing is wrong with this gateway, of " + findings.size() + " things looked at"
                : bad + " of " + findings.size() + " things want to be looked at";
        boolean shown = bad > 0 || line.all;
        return new Answer(
                Map.of(
                        "ok",
                        bad == 0,
                        "findings",
                        findings.stream().map(DoctorCommand::data).toList()),
                style -> (shown ? table.text(style) + "\n" : "") + verdict);
    }

    private static Map<String, Object> data(Finding finding) {
        return Map.of(
                "where", finding.what(),
                "severity", finding.severity().name(),
                "found", finding.words());
    }

    private List<Finding> findings() throws Refusal {
        List<Finding> findings = new ArrayList<>();
        Credentials store = credentials;
        if (store == null) {
            findings.add(Finding.wrong(
                    "credentials",
                    "no store is running, or no intake, so nothing can be delivered: configure org.ussl.store.file;"
                            + " ussl:doctor --all tells what is off"));
        } else {
            findings.addAll(ValidityCheck.of(store.profiles(), Instant.now()));
        }
        findings.add(port());
        ServiceComponentRuntime runtime = components;
        if (runtime != null) {
            findings.addAll(new ComponentCheck(context, runtime).findings());
        }
        ConfigurationAdmin admin = configurations;
        if (admin != null) {
            findings.addAll(new SettingsCheck(new Settings(admin)).findings());
        }
        return findings;
    }

    private Finding port() {
        FtpServer server = ftp;
        if (server == null) {
            return Finding.look("FTP drop box", "is not installed, or not running");
        }
        if (!server.isRunning()) {
            return Finding.look("FTP drop box", "is off: configure org.ussl.ftp, or a program switches it on");
        }
        return server.address()
                .map(address -> Finding.ok("FTP drop box", "listens on " + address))
                .orElseGet(() -> Finding.wrong(
                        "FTP drop box", "waits for its port, which somebody else has: see the log, or \"ss -ltnp\""));
    }
}
