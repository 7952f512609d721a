// SPDX-License-Identifier: Apache-2.0
package org.ussl.shell.internal;

import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.ussl.tls.CertReqs;
import org.ussl.tls.ProbeReport;
import org.ussl.tls.SSLError;
import org.ussl.tls.TlsOptions;
import org.ussl.tls.TlsOptionsBuilder;
import org.ussl.tls.TlsService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ussl:probe}. */
@Component(
        service = ShellCommand.class,
        property = {ShellCommand.SCOPE, "osgi.command.function=probe"})
public final class ProbeCommand extends ShellCommand<ProbeCommand.Words> {

    private static final int MOST_PORT = 65_535;

    @Command(
            name = "probe",
            description = "Finds out why a TLS connection comes about or not, step by step.",
            footer = {
                "",
                "Example: ussl:probe broker.example:8883",
                "Example: ussl:probe --profile line-3 --anonymous [2001:db8::7]:443"
            })
    static final class Words extends Line {
        @Parameters(index = "0", paramLabel = "HOST:PORT", description = "The server.")
        String peer = "";

        @Option(
                names = "--profile",
                paramLabel = "PROFILE",
                description = "Whose CA and certificate to use; default: the profile default.")
        String profile = "default";

        @Option(names = "--anonymous", description = "Show no certificate of ours.")
        boolean anonymous;
    }

    // Dynamic, so that the command stays and says what is wrong while the service is exchanged.
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable TlsService tls;

    /** For the declarative services. */
    public ProbeCommand() {
        super(Words::new);
    }

    @Override
    Answer run(Words line, CommandSession session) throws Refusal {
        TlsService service = GatewayService.require(tls, "The TLS service");
        int colon = line.peer.lastIndexOf(':');
        String host = colon < 0 ? "" : line.peer.substring(0, colon).replaceAll("^\\[(.*)]$", "$1");
        if (host.isEmpty()) {
            throw new Refusal(line.peer + ": must be HOST:PORT, such as broker.example:8883");
        }
        try {
            return answer(service.probe(host, port(line.peer.substring(colon + 1)), options(line)));
        } catch (SSLError | IllegalArgumentException e) {
            throw new Refusal(String.valueOf(e.getMessage()));
        }
    }

    private static int port(String text) throws Refusal {
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port <= MOST_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // The same as for a number that is none of a port's.
        }
        throw new Refusal(text + ": must be a port, 1 to " + MOST_PORT);
    }

    private static TlsOptions options(Words line) {
        TlsOptionsBuilder options = TlsOptions.builder().certReqs(CertReqs.REQUIRED);
        return line.anonymous
                ? options.caCerts(caOf(line.profile)).build()
                : options.profileName(line.profile).build();
    }

    private static String caOf(String profile) {
        return "/flash/cert/" + (profile.equals("default") ? "" : profile + "/") + "ca.pem";
    }

    private static Answer answer(ProbeReport report) {
        Table table = new Table(List.of("STEP", "OUTCOME", "DETAIL"), 12, 7);
        for (ProbeReport.Check check : report.checks()) {
            table.row(
                    check.step().name().toLowerCase(Locale.ROOT),
                    check.outcome().name().toLowerCase(Locale.ROOT),
                    check.detail());
        }
        return new Answer(data(report), style -> table.text(style) + "\n" + verdict(report, style));
    }

    private static String verdict(ProbeReport report, Style style) {
        String agreed = report.version() == null ? "" : " (" + report.version() + ", " + report.cipher() + ")";
        return style.ansi()
                        .string(
                                report.passed()
                                        ? Tone.GOOD.mark("A connection comes about")
                                        : Tone.BAD.mark("No connection comes about"))
                + agreed;
    }

    private static Map<String, Object> data(ProbeReport report) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("peer", report.peer());
        data.put("passed", report.passed());
        data.put("version", String.valueOf(report.version()));
        data.put("cipher", String.valueOf(report.cipher()));
        data.put(
                "chain",
                report.chain().stream()
                        .map(X509Certificate::getSubjectX500Principal)
                        .map(Object::toString)
                        .toList());
        data.put(
                "checks",
                report.checks().stream()
                        .map(check -> Map.of(
                                "step", check.step().name(),
                                "outcome", check.outcome().name(),
                                "detail", check.detail()))
                        .toList());
        return data;
    }
}
